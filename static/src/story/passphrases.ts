/**
 * Passphrases of an open device: changing one, setting up a second space beside this one, and taking it away (PROTOCOL section 5).
 *
 * The key file is written last and in one piece. No space keeps a sign of being the second one; the first alone remembers where it put the second.
 */
import { SlotKind } from '../format/keyfile';
import { Refusal } from '../format/refusals';
import type { Second } from '../journey/passphrases';
import { demandUnused, emptySlot, otherSlot, sealSlots } from '../seal/slots';
import { type Keys, keepKeyFile, keysBelow, openedSlot, readKeyFile } from '../vault/vault';
import { dropOthersRows } from './chaff';
import { found } from './found';
import { join } from './join';
import type { Membership } from './rows';
import type { Session } from './session';
import { type Settle, keepDevice } from './settle_in';
import { MEMBERSHIP } from './tables';
import type { World } from './world';

/** Of whichever space `current` opens; nothing else is touched. */
export async function changePassphrase({ files, random }: World, current: string, fresh: string): Promise<void> {
  const file = await readKeyFile(files);
  const opened = await openedSlot(file, current);
  await demandUnused(file, fresh);
  await keepKeyFile(files, await sealSlots(file, [{ ...opened, passphrase: fresh }], random));
}

export async function addSecond(session: Session, { current, fresh, overwrites, label, into }: Second): Promise<void> {
  const { world } = session;
  const file = await readKeyFile(world.files);
  const opened = await openedSlot(file, current);
  if ((await keysBelow(opened.vaultKey, world.random)).prefix !== session.prefix) throw new Refusal('wrong_passphrase', 'of another space');
  await demandUnused(file, fresh);
  const settle: Settle = async (_world, passphrase, device) => {
    const slot = session.membership.otherSlot ?? otherSlot(opened.slot, world.random);
    const { vaultKey, keys } = await keysOfOtherLane(session);
    // Whatever lay beside this space is nobody's any more: a third set of rows would tell that there were two before.
    await dropOthersRows(world, session.prefix);
    session.dying.overwriteOtherLane();
    await keepDevice(world, keys, device);
    await remember(session, { otherSlot: slot });
    const first = { ...opened, passphrase: current, kind: SlotKind.keeps };
    const second = { slot, passphrase, vaultKey, kind: overwrites ? SlotKind.overwrites : SlotKind.keeps };
    await keepKeyFile(world.files, await sealSlots(file, [first, second], world.random));
  };
  if ('link' in into) await join(world, into.link, label, fresh, false, settle);
  else await found(world, { ...into, label, passphrase: fresh, demo: false }, settle);
}

export async function removeSecond(session: Session): Promise<void> {
  const { world, membership } = session;
  if (membership.otherSlot === null) throw new Refusal('not_found', 'no second passphrase');
  const file = await readKeyFile(world.files);
  await keepKeyFile(world.files, emptySlot(file, membership.otherSlot, world.random));
  session.dying.overwriteOtherLane();
  await remember(session, { otherSlot: null });
}

export function setTapsErase(session: Session, tapsErase: boolean): Promise<void> {
  return remember(session, { tapsErase });
}

/** Drawn until it falls into the lane of the dying file that is free: two draws on average. */
async function keysOfOtherLane({ world: { random }, dying }: Session): Promise<{ readonly vaultKey: ReturnType<World['random']>; readonly keys: Keys }> {
  for (;;) {
    const vaultKey = random(32);
    const keys = await keysBelow(vaultKey, random);
    if (keys.lane !== dying.lane) return { vaultKey, keys };
  }
}

async function remember(session: Session, part: Partial<Membership>): Promise<void> {
  const membership = { ...session.membership, ...part };
  await session.store.commit([await session.tables.membership.put(MEMBERSHIP, membership)]);
  session.membership = membership;
}
