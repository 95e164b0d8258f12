/** Vectors of what is sealed: changes, lockboxes, identities, shares, chunks, key files. */
import { type Bytes, type DeviceId, brand, equal, hex, present } from '../../../static/src/format/bytes';
import type { RecordId } from '../../../static/src/format/change';
import type { Manifest } from '../../../static/src/format/chunk';
import { decodeManifest, encodeManifest } from '../../../static/src/format/manifest';
import { Role } from '../../../static/src/format/entry';
import type { StreamId } from '../../../static/src/format/envelope';
import { type Identity, type Share, encodeIdentity, shareHash } from '../../../static/src/format/identity';
import { decodeIdentity, parseIdentity } from '../../../static/src/format/open_identity';
import { type Reading, type Writer, sealBody } from '../../../static/src/seal/change';
import { openChange } from '../../../static/src/seal/open_change';
import { chunkId, openChunks, sealChunks } from '../../../static/src/seal/chunk';
import { isSealedBy, openIdentity, openShare } from '../../../static/src/seal/identity_opening';
import { openLockbox } from '../../../static/src/seal/open_lockbox';
import { openKeyFile } from '../../../static/src/seal/keyfile';
import { kdf } from '../../../static/src/seal/primitives';
import { combine } from '../../../static/src/seal/combine';
import { body } from './evidence';
import { deviceNamed, given, rosterAfter, wholeRoster } from './people';
import { Case, type Json, type JsonMap, type Operations, isMap, jsonOf, listOf, pathOf, xOf } from './plain';

/** Where the stream stood when the vectors' change `seq` was sealed. */
function positionOf(one: Case): Writer {
  const place = one.map('place');
  return {
    stream: brand<StreamId>(place.bytes('stream')),
    chain: place.number('chain'),
    seq: place.number('seq'),
    prev: place.bytes('prev'),
    lockboxHash: place.bytes('lockbox_hash'),
    chainKey: one.bytes('chain_key'),
  };
}

async function sealAndOpen(one: Case): Promise<Json> {
  const roster = await wholeRoster(one.world);
  const device = await deviceNamed(one.world, one.text('device'));
  const checkpoint = { size: one.number('log_size'), root: one.bytes('log_root') };
  const position = positionOf(one);
  const { envelope, changeId, next } = await sealBody(position, roster, device, one.bytes('body'), checkpoint, given(one.bytes('nonce')));
  const opened = await openChange({ ...position, rosterSeq: 4, author: null }, roster, envelope);
  const again = [opened.body, opened.author, opened.checkpoint.root, opened.changeId, opened.next.chainKey].map(hex).join();
  if (again !== [one.bytes('body'), device.id, checkpoint.root, changeId, next.chainKey].map(hex).join()) throw new Error('opening gives something else');
  return { envelope: hex(envelope), change_id: hex(changeId), chain_key: hex(next.chainKey) };
}

/** The reader that stands before change `seq`, as the vectors' own sealing left it. */
async function readingAt(one: Case, seq: number): Promise<Reading> {
  const sealings = listOf(one.world['cases'] ?? []).filter(isMap).filter((each) => each['do'] === 'seal');
  const sealing = sealings.map((fields) => new Case(fields, one.world)).find((each) => each.map('place').number('seq') === seq);
  if (sealing === undefined) throw new TypeError(`no change ${seq} in the vectors`);
  const author: DeviceId = (await deviceNamed(one.world, sealing.text('device'))).id;
  return { ...positionOf(sealing), rosterSeq: 4, author: seq === 0 ? null : author };
}

async function open(one: Case): Promise<Json> {
  const { change } = await openChange(await readingAt(one, one.number('seq')), await wholeRoster(one.world), one.bytes('envelope'));
  if (change instanceof Error) throw change;
  return true;
}

async function openBox(one: Case): Promise<Json> {
  const roster = await rosterAfter(one.world, one.number('known'));
  const box = await openLockbox(roster, await deviceNamed(one.world, one.text('device')), one.bytes('sealed'));
  return { stream: hex(box.stream), chain: box.chain, roster_seq: box.rosterSeq, chain_key: hex(box.chainKey), lockbox_hash: hex(box.lockboxHash) };
}

async function openOneShare(one: Case): Promise<Json> {
  const roster = await rosterAfter(one.world, one.number('known'));
  return hex((await openShare(roster, await deviceNamed(one.world, one.text('device')), one.bytes('sealed'))).share);
}

/** The vectors do not say who gave a share, so it is whose hash it has; a share of nobody is said to be the first guardian's. */
async function openName(one: Case): Promise<Json> {
  const roster = await wholeRoster(one.world);
  const sealedBox = one.bytes('sealed');
  const box = parseIdentity(sealedBox);
  const guardians = roster.membersAt(box.rosterSeq, Role.guardian);
  const given = one.bytesList('shares').map((bytes) => {
    const share = brand<Share>(bytes);
    const place = box.shareHashes.findIndex((promised) => equal(promised, shareHash(box.stream, box.no, share)));
    return { guardian: present(guardians[Math.max(0, place)]).id, share };
  });
  const opened = await openIdentity(roster, sealedBox, given);
  return { ...identityJson(opened), by: opened.by === null ? null : hex(opened.by.device), genuine: await isSealedBy(roster, sealedBox, opened) };
}

function identityJson({ record, fields }: Identity): JsonMap {
  return { record: hex(record), fields: fields.map(([path, x]) => [jsonOf(path), jsonOf(x)]) };
}

function plainIdentity(one: Case): Json {
  const identity = one.map('identity');
  const fields = identity.list('fields').map((field) => {
    const [path, x] = listOf(field);
    return [pathOf(path ?? null), xOf(x ?? null)] as const;
  });
  const written = hex(encodeIdentity({ record: brand<RecordId>(identity.bytes('record')), fields, by: null }));
  const readAndWritten = hex(encodeIdentity(decodeIdentity(one.bytes('bytes'))));
  return (written === one.text('bytes') && readAndWritten === written) || { written, readAndWritten };
}

function manifestOf(one: Case, manifest: Manifest): Manifest {
  return {
    ...manifest,
    ...(one.has('fk') ? { fk: one.bytes('fk') } : {}),
    ...(one.has('media_id') ? { mediaId: one.bytes('media_id') } : {}),
    ...(one.has('sha256') ? { sha256: one.bytes('sha256') } : {}),
    ...(one.has('size') ? { size: one.number('size') } : {}),
  };
}

async function sealFile(one: Case): Promise<{ readonly chunks: readonly Bytes[]; readonly manifest: Manifest }> {
  return sealChunks(one.bytes('fk'), one.bytes('media_id'), one.bytes('data'), one.text('kind'));
}

async function sealAndOpenFile(one: Case): Promise<Json> {
  const { chunks, manifest } = await sealFile(one);
  const written = encodeManifest(manifest);
  if (!equal(await openChunks(decodeManifest(written), chunks), one.bytes('data'))) throw new Error('opening gives something else');
  return { manifest: hex(written), chunks: manifest.chunks.map(hex), starts: chunks.map((chunk) => hex(chunk.slice(0, 16))) };
}

async function openHarmed(one: Case): Promise<Json> {
  const { chunks, manifest } = await sealFile(one);
  const harm = one.map('harm');
  let harmed = [...chunks];
  if (harm.has('swap')) harmed = harm.list('swap').map((place) => present(chunks[1 - Number(place)])).concat(chunks.slice(2));
  if (harm.has('drop')) harmed.splice(harm.number('drop'), 1);
  if (harm.has('cut')) {
    const [place, bytes] = harm.list('cut').map(Number);
    harmed = harmed.map((chunk, i) => (i === place ? chunk.slice(0, chunk.length - Number(bytes)) : chunk));
  }
  if (harm.has('flip')) {
    const [place, at] = harm.list('flip').map(Number);
    harmed = harmed.map((chunk, i) => (i === place ? chunk.map((byte, j) => (j === at ? byte ^ 1 : byte)) : chunk));
  }
  const renamed = harm.has('rename') ? { ...manifest, chunks: await Promise.all(harmed.map(chunkId)) } : manifest;
  return hex(await openChunks(manifestOf(harm, renamed), harmed));
}

async function openOneKeyFile(one: Case): Promise<Json> {
  const { kind, vaultKey } = await openKeyFile(one.bytes('file'), one.text('passphrase'), one.has('second') ? one.bytes('second') : undefined);
  return { kind, vault_key: hex(vaultKey) };
}

export const sealed: Operations = {
  chunk: { seal: sealAndOpenFile, open: openHarmed, manifest: (one) => hex(encodeManifest(decodeManifest(one.bytes('bytes')))) },
  keyfile: { open: openOneKeyFile, derive: async (one) => hex(await kdf(one.bytes('vault_key'), one.text('label'))) },
  shares: {
    combine: async (one) => {
      const shares = one.bytesList('shares').map((share) => brand<Share>(share));
      return hex(await combine(shares, shares.length));
    },
  },
  change: { ...body, seal: sealAndOpen, open },
  lockbox: { open: openBox },
  identity: { open_share: openOneShare, open_identity: openName, plain: plainIdentity },
};
