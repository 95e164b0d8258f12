/**
 * Whether the team's release key signed the app that runs, and the one that the server offers. What was once found signed is remembered under the
 * vault, so that a phone without a network can say it too, and asks nothing at all as long as its version stays the same.
 */
import { type Bytes, equal, fromUtf8, hex, isZero } from '../format/bytes';
import { plainHash } from '../format/hash';
import { isRefusal } from '../format/refusals';
import { RELEASE_NAME, type Release as Note, checkRelease } from '../format/release';
import type { Release } from '../journey/version';
import { verify } from '../seal/signing';
import { appFile } from '../sync/app_file';
import type { Session } from './session';
import { RELEASE } from './tables';

const WORKER = 'sw.js';
const DAY_MILLISECONDS = 86_400_000;
const NOTHING: Release = { pinned: false, running: 'unknown', offered: 'unknown', signedOn: null, since: null };

/** Refuses nothing: what cannot be found out is `unknown`. */
export async function release(session: Session, build: string | null, look: boolean): Promise<Release> {
  if (session.roster.seq < 0) return NOTHING;
  const { releasePk } = session.roster.policy;
  if (isZero(releasePk)) return NOTHING;
  const known = await session.tables.release.get(RELEASE);
  const remembered = known !== null && known.build === build && equal(known.releasePk, releasePk) ? known : null;
  const offered = look || (remembered === null && build !== null) ? await offeredNow(session, releasePk) : 'unknown';
  const pinned = { pinned: true, offered: typeof offered === 'string' ? offered : 'signed' } as const;
  if (remembered !== null) return { ...pinned, running: 'signed', signedOn: remembered.day, since: remembered.since };
  if (typeof offered === 'string') return { ...pinned, running: build === null ? 'unknown' : offered, signedOn: null, since: null };
  // The server has gone on to another signed version before this one was looked at: nobody knows any more what this one is.
  if (offered.build !== build) return { ...pinned, running: 'unknown', signedOn: null, since: null };
  const since = Math.floor(session.world.now() / DAY_MILLISECONDS) * DAY_MILLISECONDS;
  await session.store.commit([await session.tables.release.put(RELEASE, { build, day: offered.day, since, releasePk })]);
  return { ...pinned, running: 'signed', signedOn: offered.day, since };
}

/** The signed note of what the server gives now, or why there is none. */
async function offeredNow({ world, meter }: Session, releasePk: Bytes): Promise<Note | 'unsigned' | 'unknown'> {
  const send = (meter ?? world).send.bind(meter ?? world);
  try {
    const text = fromUtf8((await appFile(world.origin, send, RELEASE_NAME)) ?? new Uint8Array());
    const note = await checkRelease(verify, text ?? '', releasePk);
    const worker = await appFile(world.origin, send, WORKER);
    // The worker holds the hashes of all else, and installs nothing that differs from them.
    return worker !== null && hex(plainHash(worker)) === note.files.get(WORKER) ? note : 'unsigned';
  } catch (cause) {
    if (!isRefusal(cause)) throw cause;
    return cause.name === 'relay_unreachable' || cause.name === 'budget_spent' ? 'unknown' : 'unsigned';
  }
}
