/** The same in Urdu. A key that is missing here, or that English lacks, does not compile. */
import type { Same } from '../say';
import type * as english from './english';

export const marks: Same<typeof english.marks> = {
  found_one: 'الگ رکھا گیا کوئی نام یا نمبر {n} تحریر میں بھی موجود ہے',
  found_other: 'الگ رکھے گئے نام یا نمبر {n} تحریروں میں بھی موجود ہیں',
  what: 'یہ تحریریں رابطہ کار پڑھیں گے۔ ہو سکے تو ان کی جگہ ”گواہ“ یا ”اُس کا بھائی“ لکھیں۔ جو رہ جائے اُس پر نشان لگا دیا جاتا ہے، تاکہ کچھ بھی شائع ہونے سے پہلے اُسے ڈھانپ دیا جائے۔',
  places_one: '{n} جگہ',
  places_other: '{n} جگہیں',
};
