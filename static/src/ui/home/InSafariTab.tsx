/** iOS deletes what a web page keeps after seven days without use, unless the page was added to the Home Screen: said before anything is recorded. */
import { Later } from '../Later';
import { inSafariTab } from './safari';

export function InSafariTab() {
  return inSafariTab(navigator) ? <Later within="silent" show={({ SafariNotice }) => <SafariNotice />} /> : null;
}
