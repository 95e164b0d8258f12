/** What somebody can still do who does not know the passphrase. */
import { w } from './words';

export function Forgot() {
  return <p>{w('forgot_note')}</p>;
}
