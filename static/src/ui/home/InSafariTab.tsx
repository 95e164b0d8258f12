/** iOS deletes what a web page keeps after seven days without use, unless the page was added to the Home Screen: said before anything is recorded. */
import { appName } from '../name';
import { Notice } from '../parts/Notice';
import { inSafariTab } from './safari';
import { w } from './words';

export function InSafariTab() {
  if (!inSafariTab(navigator)) return null;
  return (
    <Notice tone="warn" title={w('ios_title', { app: appName.value })}>
      <p>{w('ios_note', { app: appName.value })}</p>
    </Notice>
  );
}
