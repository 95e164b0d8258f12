/** The overview: how things stand, in one look. Reads only. */
import { fingerprint } from '../format/device';
import { CHUNK_SIZE } from '../format/chunk';
import type { Author, Overview, SyncState } from '../journey';
import type { Handed } from '../journey/own';
import { hex, isZero } from '../format/bytes';
import { nameInSight } from '../format/unseen';
import { findings } from './findings';
import { sealingOf } from './kept';
import { coordinate } from './later';
import { authorOf, roleNames } from './names';
import { handed } from './record';
import { openRequests } from './requests';
import { type Session, isAdmitted } from './session';
import { CARE, MEMBERSHIP } from './tables';

const NEVER_YET: SyncState = { phase: 'idle', done: 0, total: 0, mediaDone: 0, mediaTotal: 0, lastSuccess: null, refusal: null, delayed: false };

export async function overview(session: Session): Promise<Overview> {
  const { membership, device, store, archive } = session;
  const states = await handed(session);
  const count = (state: Handed['state']): number => states.filter((one) => one.state === state).length;
  const drafts = await store.count('drafts');
  const chunks = await store.count('chunks');
  const quarantined = await store.count('quarantine');
  const joinRequests = (await openRequests(session)).size;
  const found = await findings(session);
  const openings = (await store.count('openings')) === 0 ? { open: 0, forMe: 0 } : await (await coordinate()).countOpenings(session);
  const teamForms = (await store.count('forms')) === 0 ? 0 : await (await coordinate()).countForms(session);
  const care = await session.tables.care.get(CARE);
  // A device that may read nothing has nothing to fold, and does not fetch what folds.
  const queue = archive.records.size === 0 ? { records: 0, conflicts: 0, waiting: session.shelves.inboxSize, unmatched: 0 } : (await coordinate()).countQueue(session);
  // Nothing is waited for from here on: a state of the exchange that was overtaken meanwhile would stay on the screen.
  const sync = session.courier?.state ?? NEVER_YET;
  return {
    team: nameInSight(membership.team),
    demo: membership.demo,
    me: me(session),
    fingerprint: fingerprint(device.id),
    admitted: isAdmitted(session),
    sync: { ...sync, mediaTotal: sync.mediaDone + chunks * CHUNK_SIZE },
    drafts,
    // Set up without a connection, and nothing of the team is known yet: then nothing can be sealed either.
    sealing: session.roster.seq < 0 ? { when: 'atDone' } : sealingOf(session.roster.policy),
    handed: { sealed: count('sealed'), delivered: count('delivered'), readable: count('readable') },
    queue: { ...queue, quarantined },
    joinRequests,
    openings,
    releasePinned: session.roster.seq >= 0 && !isZero(session.roster.policy.releasePk),
    teamForms,
    findings: found,
    keysDue: !membership.demo && Number(care?.['due'] ?? 0) <= session.world.now(),
    persisted: membership.persisted,
    tapsErase: membership.tapsErase,
  };
}

export async function setPersisted(session: Session, persisted: boolean): Promise<void> {
  const membership = { ...session.membership, persisted };
  await session.store.commit([await session.tables.membership.put(MEMBERSHIP, membership)]);
  session.membership = membership;
}

/** Before an administrator let this device in, what it was invited as. */
function me({ roster, device, membership }: Session): Author {
  const member = roster.at(device.id);
  if (member !== null) return { ...authorOf(member, roster), ...(membership.farewell === null ? {} : { removed: true }) };
  return { deviceId: hex(device.id), label: membership.label, roles: roleNames(membership.roles), removed: false };
}
