/** The same in Urdu. A key that is missing here, or that English lacks, does not compile. */
import type { Same } from '../say';
import type * as english from './english';

export const parts: Same<typeof english.parts> = { back: 'واپس', waiting: 'ایک لمحہ', later_title: 'یہ اسکرین ابھی یہاں نہیں', later_again: 'دوبارہ کوشش کریں' };

export const roles: Same<typeof english.roles> = { documenter: 'اندراج کار', coordinator: 'رابطہ کار', guardian: 'امین', admin: 'منتظم' };
