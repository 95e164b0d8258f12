/**
 * What a person sees when the approved version is not whole on this device and cannot be made whole: what happened, and what to do.
 *
 * It is a page without any script: nothing else starts in the place of the approved version, unless a person taps.
 */
/** Where the tap is sent; the service worker answers it. */
export const START = '/start';

const ENGLISH = {
  title: 'The app on this device is not whole',
  lost: 'The browser has deleted parts of the version that you approved, and the server does not give them. What you recorded is kept apart from the app and was not touched.',
  wait: 'Connect to the network, close every tab of the app and open it again.',
  other:
    'Another version can be started; it is checked completely first. Nobody on this device has approved it. If you did not expect a new version, ask whoever set this up before you tap. Finish what is being recorded in other tabs.',
  start: 'Start version',
};
const URDU: typeof ENGLISH = {
  title: 'اس آلے پر ایپ مکمل نہیں رہی',
  lost: 'جس ورژن کی آپ نے اجازت دی تھی، براؤزر نے اس کے کچھ حصے مٹا دیے ہیں، اور وہ سرور سے نہیں مل رہے۔ جو کچھ آپ نے درج کیا وہ ایپ سے الگ محفوظ ہے اور اسے کچھ نہیں ہوا۔',
  wait: 'نیٹ ورک سے جڑیں، ایپ کے تمام ٹیب بند کریں اور اسے دوبارہ کھولیں۔',
  other:
    'ایک اور ورژن شروع کیا جا سکتا ہے؛ اس سے پہلے اسے مکمل طور پر جانچا جائے گا۔ اس آلے پر کسی نے اس کی اجازت نہیں دی۔ اگر آپ کو نئے ورژن کی توقع نہیں تھی تو بٹن دبانے سے پہلے اُس سے پوچھیں جس نے یہ ایپ دی۔ دوسرے ٹیبوں میں جو کچھ درج ہو رہا ہے اسے پہلے مکمل کریں۔',
  start: 'یہ ورژن شروع کریں:',
};
const POLICY = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** `instead`: the version that a tap would start; null if there is none but the one that is not whole. */
export function lost(instead: string | null): Response {
  const part = (words: typeof ENGLISH, language: string): string =>
    `<main ${language}><h1>${words.title}</h1><p>${words.lost}</p>${
      instead === null
        ? `<p>${words.wait}</p>`
        : `<p>${words.other}</p><form method="post" action="${START}"><button>${words.start} <bdi>${instead}</bdi></button></form>`
    }</main>`;
  const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>App</title>';
  const html = `<!doctype html><html lang="en">${head}${part(ENGLISH, 'lang="en"')}${part(URDU, 'lang="ur" dir="rtl"')}</html>`;
  return new Response(html, { headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY } });
}
