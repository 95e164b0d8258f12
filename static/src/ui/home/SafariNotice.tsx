/** What a tab of Safari does not keep, and how to add the app to the Home Screen. */
import { appName } from '../name';
import { Notice } from '../parts/Notice';
import { words } from '../words';

const w = words('safari');

export function SafariNotice() {
  return (
    <Notice tone="warn" title={w('title', { app: appName.value })}>
      <p>{w('note', { app: appName.value })}</p>
    </Notice>
  );
}
