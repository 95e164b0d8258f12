/** What the shared parts say. */
import { words } from '../words';

export const w = words(
  { back: 'Back', waiting: 'One moment', later_title: 'This screen is not here yet', later_again: 'Try again' },
  { back: 'واپس', waiting: 'ایک لمحہ', later_title: 'یہ اسکرین ابھی یہاں نہیں', later_again: 'دوبارہ کوشش کریں' },
);
