/**
 * Erasing: the key file first, because everything else hangs from it. From that moment on nothing on this device can be opened by anybody; the rest
 * is cleaning up, and what the disk may still hold of it is ciphertext without a key. Whatever ends it in the middle, it goes on at the next start.
 */
import { teamTag } from '../format/device';
import { deleteTeamMessage } from '../format/admin';
import { isRefusal } from '../format/refusals';
import { signingKey } from '../seal/signing';
import { DYING_FILE, overwriteDyingFile } from '../vault/dying';
import { hasVault, overwriteKeyFile } from '../vault/vault';
import { type Session, closeSession } from './session';
import type { World } from './world';

/** An empty file, there from the moment when somebody asked for it until nothing is left to do. */
const MARK = 'rest';

/** In place, and without waiting for anything that is under way. */
export async function destroyKeys({ files, random }: World): Promise<void> {
  (await files.hold(MARK)).close();
  if (await hasVault(files)) await overwriteKeyFile(files, random);
}

/** Whether somebody's device this is, after what was once begun is done. */
export async function isSomebodys(world: World): Promise<boolean> {
  if ((await world.files.sizeOf(MARK)) !== null) await erase(world, null);
  return hasVault(world.files);
}

/** `session` is null if the vault is locked. For a demonstration the team on the relay goes too; if the relay is away it stays there, unreadable. */
export async function erase(world: World, session: Session | null): Promise<void> {
  const deletion = session === null ? null : await demoDeletion(session);
  await destroyKeys(world);
  if (session !== null) closeSession(session);
  await overwriteDyingFile(world.files, world.random);
  await world.files.remove(DYING_FILE);
  await world.destroyStore();
  await world.files.remove(MARK);
  if (deletion !== null) await deletion();
}

/** Signed while the key is still there. */
async function demoDeletion({ membership, relay, world }: Session): Promise<(() => Promise<void>) | null> {
  if (!membership.demo || membership.adminSeed === null) return null;
  const tag = teamTag(membership.teamId);
  // The relay wants a number that grows; this key signs for the relay once, so the clock is one.
  const serial = world.now();
  const signature = await (await signingKey(membership.adminSeed)).sign(deleteTeamMessage(tag, serial));
  return async () => {
    try {
      await relay.deleteTeam(tag, serial, signature);
    } catch (cause) {
      // A relay that is away keeps what nobody can open any more; what was asked for here is done.
      if (!isRefusal(cause) || (cause.name !== 'relay_unreachable' && cause.name !== 'team_unknown')) throw cause;
    }
  };
}
