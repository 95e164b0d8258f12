/** An administrator takes a member out. No screen does so yet; the entry is made with the keys and the rules of the administrator's own phone. */
import { brand, fromHex, present } from '../../../static/src/format/bytes';
import type { DeviceId } from '../../../static/src/format/bytes';
import { pushNow } from '../../../static/src/story/exchange';
import { nextEntry } from '../../../static/src/story/members';
import { closeSession, openSession } from '../../../static/src/story/session';
import { openVault } from '../../../static/src/vault/vault';
import { ORIGIN, type Phone, random } from '../fakes/phone';

/** The phone is closed by it. */
export async function dismissMember(admin: Phone, deviceId: string): Promise<void> {
  admin.kill();
  const keys = await openVault(admin.files, admin.passphrase, random);
  const world = {
    files: admin.files,
    openStore: () => admin.database.open(),
    destroyStore: () => Promise.resolve(),
    send: admin.relay.send,
    connection: () => 'other' as const,
    origin: ORIGIN,
    relay: ORIGIN,
    now: () => (admin.clock += 1),
    random,
    later: () => () => undefined,
    measureCost: () => Promise.reject(new Error('no key file is made')),
    tell: () => undefined,
    report: (cause: unknown) => void admin.reported.push(cause),
  };
  const session = await openSession(world, world.openStore(), keys);
  await pushNow(session, await nextEntry(session, [{ op: 'remove', id: brand<DeviceId>(present(fromHex(deviceId) ?? undefined)), reason: 0 }]));
  closeSession(session);
}
