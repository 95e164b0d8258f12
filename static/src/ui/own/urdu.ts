/** The same in Urdu. A key that is missing here, or that English lacks, does not compile. */
import type { Same } from '../say';
import type * as english from './english';

export const own: Same<typeof english.own> = {
  reading: 'دیکھا جا رہا ہے',
  sealed_at: 'مہر بند: {when}',
  open_read: 'جب تک کوئی رابطہ کار اسے پڑھ نہ سکے، یہ فون اسے کھول سکتا ہے۔ پھر خود بھول جائے گا۔',
  open_until: 'یہ فون اسے {when} تک کھول سکتا ہے، پھر خود بھول جائے گا۔ اگر تب تک رابطہ کار کے پاس نہ پہنچی تو اس کا انتظار کرے گا۔',
  closed: 'یہ فون جواب بھول چکا ہے۔ اسے صرف یہ معلوم ہے کہ کن سوالوں کے جواب دیے گئے۔',
  nothing: 'اس کے بارے میں اس فون پر اب کچھ نہیں ہے۔',
  correct: 'یہاں جو بدلیں گے وہ تصحیح کے طور پر مہر بند ہو کر بھیجا جائے گا۔ رابطہ کار پرانا اور نیا جواب دونوں دیکھتے ہیں۔',
  names: 'نام یہاں نہ دیکھے جا سکتے ہیں نہ بدلے جا سکتے ہیں۔',
  forget: 'ابھی بھلا دیں',
  forget_list: 'یہ فہرست بھی بھلا دیں',
  forget_ask: 'اس کے بعد اس فون پر کوئی اسے نہ کھول سکے گا نہ درست کر سکے گا۔ جو مہر بند ہے وہ پھر بھی بھیجا جائے گا۔',
  forget_yes: 'بھلا دیں',
  cancel: 'رہنے دیں',
};
