/**
 * A security key besides the passphrase (PROTOCOL section 5). Its 32 bytes go into the key of this space's own slot and are kept nowhere; the key file looks
 * the same with it and without it.
 */
import { Refusal } from '../format/refusals';
import { sealSlots } from '../seal/slots';
import { keepKeyFile, keysBelow, openedSlot, readKeyFile } from '../vault/vault';
import { readCare, writeCare } from './care';
import type { Session } from './session';

const SECOND_SIZE = 32;

/** Refuses `wrong_passphrase`: also if `before` is not what the slot was sealed with, or the passphrase opens another space. */
export async function setSecondFactor(session: Session, passphrase: string, before: Uint8Array | null, after: Uint8Array | null): Promise<void> {
  const { files, random } = session.world;
  if (after !== null && after.length !== SECOND_SIZE) throw new Refusal('malformed', `a second factor of ${after.length} bytes`);
  const file = await readKeyFile(files);
  const opened = await openedSlot(file, passphrase, before ?? undefined);
  if ((await keysBelow(opened.vaultKey, random)).prefix !== session.prefix) throw new Refusal('wrong_passphrase', 'of another space');
  await keepKeyFile(files, await sealSlots(file, [{ ...opened, passphrase, second: after ?? undefined }], random));
  await writeCare(session, { ...(await readCare(session)), second: after !== null });
}
