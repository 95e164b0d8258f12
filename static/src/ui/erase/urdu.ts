/** The same in Urdu. A key that is missing here, or that English lacks, does not compile. */
import type { Same } from '../say';
import type * as english from './english';

export const erase: Same<typeof english.erase> = {
  erase_note: 'اس سے پہلے کلیدیں تباہ ہوتی ہیں، ایک سیکنڈ سے بھی کم میں۔ اس کے بعد یہاں کوئی کچھ نہیں کھول سکتا: نہ کوئی مسودہ، نہ وہ جو مہر بند ہوا مگر بھیجا نہیں گیا۔ یہ واپس نہیں ہو سکتا۔ جو پہنچ چکا وہ آپ کی ٹیم کے پاس رہے گا۔',
  erase_do: 'سب کچھ مٹانے کے لیے دبا کر رکھیں',
  erase_held: 'دبائے رکھیں۔ روکنے کے لیے چھوڑ دیں۔',
  erase_keys: 'کلیدیں تباہ ہو رہی ہیں',
  erase_keys_gone: 'کلیدیں تباہ ہو گئیں',
  erase_goes_on: 'اب یہاں کچھ نہیں کھل سکتا۔ باقی ہٹایا جا رہا ہے؛ اگر بیچ میں رک جائے تو ایپ دوبارہ شروع ہونے پر جاری رہے گا۔',
  erase_rest: 'باقی ہٹایا جا رہا ہے',
};
