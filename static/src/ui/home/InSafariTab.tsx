/** iOS deletes what a web page keeps after seven days without use, unless the page was added to the Home Screen: said before anything is recorded. */
import { Notice } from '../parts/Notice';
import { w } from './words';

/** Only Safari on iOS and iPadOS has `standalone`; false there means a tab. Macs have it too, but no touch screen. */
export function inSafariTab(browser: { readonly standalone?: boolean; readonly maxTouchPoints: number }): boolean {
  return browser.standalone === false && browser.maxTouchPoints > 0;
}

export function InSafariTab() {
  if (!inSafariTab(navigator)) return null;
  return (
    <Notice tone="warn" title={w('ios_title')}>
      <p>{w('ios_note')}</p>
    </Notice>
  );
}
