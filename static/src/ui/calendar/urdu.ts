/** The same in Urdu. A key that is missing here, or that English lacks, does not compile. */
import type { Same } from '../say';
import type * as english from './english';

export const calendar: Same<typeof english.calendar> = {
  calendar: 'کیلنڈر',
  gregorian: 'عیسوی',
  solar: 'ہجری شمسی',
  islamic: 'ہجری قمری',
  solar_months: 'حمل | ثور | جوزا | سرطان | اسد | سنبلہ | میزان | عقرب | قوس | جدی | دلو | حوت',
  islamic_months: 'محرم | صفر | ربیع الاول | ربیع الثانی | جمادی الاول | جمادی الثانی | رجب | شعبان | رمضان | شوال | ذوالقعدہ | ذوالحجہ',
  unknown: 'معلوم نہیں',
  year_unknown: 'سال معلوم نہیں',
  means: 'عیسوی: {day}',
  means_between: 'عیسوی: {first} اور {last} کے درمیان',
  means_nothing: 'جیسا بتایا گیا ویسا رکھا جاتا ہے۔ سال کے بغیر یہ کوئی گنا جا سکنے والا دن نہیں۔',
  given: '{label}، جیسا بتایا گیا',
  given_year: 'سال معلوم نہیں',
  given_month: 'مہینہ معلوم نہیں',
  given_day: 'دن معلوم نہیں',
};
