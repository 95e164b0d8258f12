/** The same in Urdu. A key that is missing here, or that English lacks, does not compile. */
import type { Same } from '../say';
import type * as english from './english';

export const erase: Same<typeof english.erase> = {
  erase_note: 'اس سے پہلے کلید تباہ ہوتی ہے، پھر اس آلے پر جو کچھ ہے: مسودے، اور وہ سب جو مہر بند ہوا مگر ابھی نہیں بھیجا گیا۔ یہ واپس نہیں ہو سکتا۔ جو پہنچ چکا وہ آپ کی ٹیم کے پاس رہے گا۔',
  erase_type: 'تصدیق کے لیے یہ لفظ لکھیں: {word}',
  erase_word: 'مٹائیں',
  erase_do: 'اس آلے پر سب کچھ مٹا دیں',
};
