/** What the list of parts and a shut gate say, in Urdu: fetched with them. */
export const sections = {
  parts_close: 'لکھنا جاری رکھیں',
  state_empty: 'خالی',
  state_partly: 'شروع ہوا',
  state_complete: 'جواب درج ہیں',
  state_closed: 'ابھی نہیں کھلا',
  answered: '{questions} میں سے {answered} جواب',
  stop_title: 'براہِ کرم یہیں رک جائیں',
  stop_keep: 'مسودہ رکھ کر بند کریں',
  stop_delete: 'یہ ریکارڈ مٹا دیں',
  stop_change: 'اگر اوپر کچھ غلطی سے لکھا گیا ہے تو آپ اسے بدل سکتے ہیں۔',
  delete_ask: 'اس ریکارڈ میں لکھی ہر بات مٹا دیں؟ اسے کوئی واپس نہیں لا سکتا۔',
  delete_yes: 'ہاں، مٹا دیں',
  delete_no: 'نہیں، رہنے دیں',
};
