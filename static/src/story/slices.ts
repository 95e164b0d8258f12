/**
 * What is recorded for a draft, slice by slice. Each slice is sealed under the draft's own key in the moment when it comes, so a phone that dies loses only the one
 * that was not full; and whoever overwrites that key has destroyed the recording with the draft. Sealing makes a file of each recording and picture, for which
 * one commit takes away the slices.
 */
import { type Bytes, concat, hex } from '../format/bytes';
import { Refusal } from '../format/refusals';
import { asMap, asNumber } from '../format/shape';
import type { Decoded } from '../format/canonical';
import type { SealField } from '../journey';
import type { Attached, MediaFile, Slice, Treatment } from '../journey/media';
import { FileSealer } from '../seal/file';
import { type SealedRow, type Write, orderKey } from '../store/store';
import { Locker } from '../vault/locker';
import { KINDS, mediaFields } from './attached';
import { fileWrites } from './media';
import { idFromHex } from './names';
import type { Session } from './session';

/** A picture comes in one: more than the largest that the app makes. */
const SLICE_LIMIT = 8 << 20;
/** So many rows in memory at a time: minutes of a recording. */
const AT_ONCE = 100;

export interface SealedMedia {
  readonly fields: readonly SealField[];
  /** The chunks, and that the slices go. */
  readonly writes: readonly Write[];
  readonly waiting: readonly [first: number, count: number];
}

export async function keepSlice(session: Session, draftId: string, slice: Slice): Promise<void> {
  const { media, index, kind, how, ms, data } = slice;
  if (!KINDS.has(kind) || !(data instanceof Uint8Array)) throw new Refusal('malformed', 'a slice');
  if (data.length > SLICE_LIMIT) throw new Refusal('too_large', `${data.length} bytes in a slice`);
  const key = `${prefixOf(draftId, media)}${orderKey(index)}`;
  if ((await session.store.get('drafts', draftId)) === undefined) throw new Refusal('not_found', 'no such draft');
  const row = await locker(session, draftId).seal('slices', key, { kind, how, ms, data });
  await session.store.commit([{ put: 'slices', key, row }]);
}

export async function attached(session: Session, draftId: string): Promise<readonly Attached[]> {
  const found = new Map<string, { bytes: number; last: Opened }>();
  for await (const slice of slices(session, draftId)) {
    const bytes = (found.get(slice.media)?.bytes ?? 0) + slice.data.length;
    found.set(slice.media, { bytes, last: slice });
  }
  return [...found].map(([media, { bytes, last: { kind, how, ms } }]) => ({ media, kind, how, ms, bytes }));
}

/** Refuses `not_found`. */
export async function readAttached(session: Session, draftId: string, media: string): Promise<MediaFile> {
  const parts: Bytes[] = [];
  let kind: string | null = null;
  for await (const slice of slices(session, draftId, media)) {
    kind = slice.kind;
    parts.push(slice.data);
  }
  if (kind === null) throw new Refusal('not_found', 'no such recording');
  return { kind, data: concat(...parts) };
}

/** The rows go; what the disk still holds of them opens with the draft's key until the draft is sealed or thrown away. */
export async function removeAttached({ store }: Session, draftId: string, media: string): Promise<void> {
  const drops: Write[] = [];
  for await (const [key] of rows(store, prefixOf(draftId, media))) drops.push({ drop: 'slices', key });
  await store.commit(drops);
}

/** Of drafts that are no more. Their keys are gone, so nobody can open these. */
export async function dropLostSlices({ store, dying }: Session): Promise<void> {
  const drops: Write[] = [];
  for await (const [key] of rows(store, '')) if (dying.get(idFromHex(key.slice(0, 32))) === null) drops.push({ drop: 'slices', key });
  await store.commit(drops);
}

/** Null if nothing was recorded for this draft. To be committed together with the change that carries the fields. */
export async function sealMedia(session: Session, draftId: string): Promise<SealedMedia | null> {
  const fields: SealField[] = [];
  const writes: Write[] = [];
  const first = (await session.store.get('counters', 'media')) ?? 0;
  let next = first;
  let at: { readonly sealer: FileSealer; last: Opened } | null = null;
  const finish = async (): Promise<void> => {
    if (at === null) return;
    const { media, kind, how, ms } = at.last;
    const { manifest, chunks } = await at.sealer.end(kind);
    fields.push(...mediaFields(idFromHex(media), manifest, how, ms));
    writes.push(...(await fileWrites(next, manifest, chunks)));
    next += chunks.length;
  };
  for await (const slice of slices(session, draftId)) {
    if (at?.last.media !== slice.media) {
      await finish();
      at = { sealer: new FileSealer(session.world.random(32), session.world.random(16)), last: slice };
    }
    at.last = slice;
    await at.sealer.add(slice.data);
    writes.push({ drop: 'slices', key: slice.key });
  }
  await finish();
  if (at === null) return null;
  return { fields, writes: [...writes, { put: 'counters', key: 'media', row: next }], waiting: [first, next - first] };
}

interface Opened {
  readonly key: string;
  readonly media: string;
  readonly kind: string;
  readonly how: Treatment;
  readonly ms: number;
  readonly data: Bytes;
}

/** Of a draft, or of one recording, in their order. */
async function* slices(session: Session, draftId: string, media: string | null = null): AsyncGenerator<Opened> {
  const lock = locker(session, draftId);
  for await (const [key, row] of rows(session.store, media === null ? `${hex(idFromHex(draftId))}-` : prefixOf(draftId, media))) {
    yield opened(key, await lock.open('slices', key, row));
  }
}

function opened(key: string, value: Decoded): Opened {
  const { kind, how, ms, data } = asMap(value, ['data', 'how', 'kind', 'ms']);
  if (typeof kind !== 'string' || !(data instanceof Uint8Array)) throw new Refusal('malformed', 'a slice');
  return { key, media: key.slice(33, 65), kind, how: how === 'masked' ? 'masked' : 'cleaned', ms: asNumber(ms), data: new Uint8Array(data) };
}

async function* rows(store: Session['store'], prefix: string): AsyncGenerator<readonly [key: string, row: SealedRow]> {
  let after = prefix;
  for (;;) {
    const page = await store.page('slices', after, AT_ONCE);
    for (const [key, row] of page) {
      if (!key.startsWith(prefix)) return;
      yield [key, row];
    }
    const last = page.at(-1);
    if (last === undefined) return;
    [after] = last;
  }
}

const prefixOf = (draftId: string, media: string): string => `${hex(idFromHex(draftId))}-${hex(idFromHex(media))}-`;

/** Refuses `not_found` for a draft that was sealed or thrown away. */
function locker({ dying, world }: Session, draftId: string): Locker {
  const key = dying.get(idFromHex(draftId));
  if (key === null) throw new Refusal('not_found', 'this draft is no more');
  return new Locker(key.secret, world.random);
}
