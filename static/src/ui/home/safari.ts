/** Whether this is a tab of Safari on a phone or tablet. Pure: the browser is an argument. */

/** Only Safari on iOS and iPadOS has `standalone`; false there means a tab. Macs have it too, but no touch screen. */
export function inSafariTab(browser: { readonly standalone?: boolean; readonly maxTouchPoints: number }): boolean {
  return browser.standalone === false && browser.maxTouchPoints > 0;
}
