/**
 * The drill: whether a backup would really give everything back. A device is made of it in memory and tried on what lies here; nothing is changed, sent
 * or taken over by that.
 */
import { type Bytes, equal, hex } from '../format/bytes';
import { Kind } from '../format/item';
import { isRefusal } from '../format/refusals';
import type { BackupSource, Drill } from '../journey/keys';
import { openGrantItem } from '../archive/grants';
import { openLockboxItem } from '../archive/open';
import { Streams } from '../archive/streams';
import { Device } from '../seal/device';
import { openShare } from '../seal/identity_opening';
import type { Parcel } from '../store/store';
import { openSource } from './backup';
import { readCare, writeCare } from './care';
import type { Session } from './session';

/** Of each kind; the newest are no harder to open than the oldest. */
const MOST = 1_000;
const PAGE = 200;
const PLACES = ['held', 'outbox', 'inbox'] as const;

interface Found {
  readonly lockboxes: readonly Bytes[];
  readonly grants: readonly Bytes[];
  readonly identities: readonly Bytes[];
}

/** Refuses `wrong_passphrase`, `words_wrong`, and a file that is none by its name. */
export async function drill(session: Session, source: BackupSource): Promise<Drill> {
  const { seeds, way } = await openSource(source);
  const device = await Device.fromSeeds(seeds);
  const own = equal(device.id, session.device.id);
  const found = await lying(session);
  const { tried, opened } = await tryTestimonies(session, device, found);
  const shares = await tryShares(session, device, found.identities);
  const care = await readCare(session);
  const leadsBack = way === null ? care.paperEpoch === session.membership.epoch : equal(way.epochSecret, session.membership.epochSecret);
  if (own) await writeCare(session, { ...care, drill: session.world.now() });
  return { own, tried, opened, shares, leadsBack };
}

async function lying(session: Session): Promise<Found> {
  const found: { readonly [Name in keyof Found]: Bytes[] } = { lockboxes: [], grants: [], identities: [] };
  const add = (list: Bytes[], body: Bytes): void => void (list.length < MOST && list.push(body));
  for await (const { kind, body, mailbox } of parcels(session)) {
    if (kind === Kind.lockbox) add(found.lockboxes, body);
    else if (kind === Kind.identity) add(found.identities, body);
    else if (kind === Kind.grant && mailbox !== null && equal(mailbox, session.membership.mailbox)) add(found.grants, body);
  }
  return found;
}

async function* parcels({ store }: Session): AsyncGenerator<Parcel> {
  for (const table of PLACES) {
    for (let after = ''; ; ) {
      const page = await store.page(table, after, PAGE);
      for (const [, parcel] of page) yield parcel;
      after = page.at(-1)?.[0] ?? '';
      if (page.length < PAGE) break;
    }
  }
}

async function tryTestimonies({ roster, archive }: Session, device: Device, { lockboxes, grants }: Found): Promise<{ readonly tried: number; readonly opened: number }> {
  const streams = new Streams([]);
  const tried = new Set<string>();
  for (const body of lockboxes) {
    const outcome = await orNull(openLockboxItem(roster, device, body));
    if (outcome?.what !== 'stream') continue;
    streams.set(outcome.lockboxHash, outcome.state);
    tried.add(hex(outcome.state.state === 'open' ? outcome.state.reading.stream : outcome.state.lockbox.stream));
  }
  for (const body of grants) {
    const outcome = await orNull(openGrantItem(roster, device, streams, body));
    for (const { lockboxHash, state } of outcome?.opened ?? []) streams.set(lockboxHash, state);
  }
  const opened = new Set([...streams.open()].map(({ reading }) => hex(reading.stream)));
  const records = [...archive.records.all()];
  const among = (set: ReadonlySet<string>): number => records.filter(({ streams: of }) => [...of].some((stream) => set.has(stream))).length;
  return { tried: among(tried), opened: among(opened) };
}

async function tryShares({ roster }: Session, device: Device, identities: readonly Bytes[]): Promise<number> {
  let opened = 0;
  for (const body of identities) if ((await orNull(openShare(roster, device, body))) !== null) opened += 1;
  return opened;
}

/** Null for what this backup does not open: that is what the drill finds out. */
async function orNull<Result>(opening: Promise<Result>): Promise<Result | null> {
  try {
    return await opening;
  } catch (cause) {
    if (isRefusal(cause)) return null;
    throw cause;
  }
}
