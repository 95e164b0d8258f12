/** The same in Urdu. A key that is missing here, or that English lacks, does not compile. */
import type { Same } from '../say';
import type * as english from './safari_english';

export const safari: Same<typeof english.safari> = {
  title: 'پہلے {app} کو ہوم اسکرین پر لائیں',
  note: 'براؤزر کے ٹیب میں جو لکھا جائے یہ فون کچھ دن استعمال نہ ہونے پر مٹا دیتا ہے۔ Share چھوئیں، پھر "Add to Home Screen"، اور {app} وہاں سے کھولیں۔ اگر دعوت نامہ ہے تو پہلے اس کا لنک نقل کریں اور وہاں چسپاں کریں۔',
};
