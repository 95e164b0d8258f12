/** The same in Urdu. A key that is missing here, or that English lacks, does not compile. */
import type { Same } from '../say';
import type * as english from './english';

export const coordinating: Same<typeof english.coordinating> = {
  examine: 'جانچ اور فیصلہ',
  queue: 'گواہیاں',
  queue_all: 'کل {n}',
  queue_conflicts_one: '{n} میں بیانات مختلف ہیں',
  queue_conflicts_other: '{n} میں بیانات مختلف ہیں',
  queue_waiting_one: '{n} کسی حصے کی منتظر ہے',
  queue_waiting_other: '{n} کچھ حصوں کی منتظر ہیں',
  queue_aside_one: '{n} الگ رکھی گئی کیونکہ تصدیق نہ ہو سکی',
  queue_aside_other: '{n} الگ رکھی گئیں کیونکہ تصدیق نہ ہو سکی',
  export: 'برآمد',
  export_note: 'بے نام، اور صرف وہ جس کی گواہوں نے اجازت دی',
};
