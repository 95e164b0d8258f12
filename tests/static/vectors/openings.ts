/** Vectors of opening a name: what is read, what a share proves, and what becomes of each request. */
import { type Bytes, equal, fromHex, hex, present } from '../../../static/src/format/bytes';
import type { DeviceId } from '../../../static/src/format/bytes';
import { type Act, foldOpenings, isRequest } from '../../../static/src/format/opening_ledger';
import { type Release, type Request, decodeSaid, encodeSaid } from '../../../static/src/format/opening_said';
import type { Roster } from '../../../static/src/format/roster';
import { type GivenShare, openIdentity } from '../../../static/src/seal/identity_opening';
import { isProven, openOpening, openRelease } from '../../../static/src/seal/opening';
import { kemPrivateKey } from '../../../static/src/seal/primitives';
import { deviceNamed, rosterAfter, wholeRoster } from './people';
import { Case, type Json, type Operations, bytesOf, isMap } from './plain';

function nameOf(one: Case, device: DeviceId): string {
  const devices = one.world['devices'];
  for (const [name, about] of Object.entries(isMap(devices ?? null) ? (devices as Record<string, Json>) : {})) {
    if (isMap(about) && about['id'] === hex(device)) return name;
  }
  throw new TypeError('nobody of the vectors');
}

async function open(one: Case): Promise<Json> {
  const act = await openOpening(await rosterAfter(one.world, one.number('known')), await deviceNamed(one.world, one.text('device')), one.bytes('sealed'));
  return { id: hex(act.id), author: nameOf(one, act.author), roster_seq: act.rosterSeq, said: hex(encodeSaid(act.said)) };
}

const replyOf = (one: Case) => kemPrivateKey(fromHex(String(one.world['reply'])) ?? new Uint8Array());

async function read(one: Case, sealed: Bytes): Promise<Act> {
  return openOpening(await wholeRoster(one.world), await deviceNamed(one.world, 'farah'), sealed);
}

function asked(act: Act): Act<Request> {
  if (!isRequest(act)) throw new TypeError('no request');
  return act;
}

function released(act: Act): Act<Release> {
  const { said, ...rest } = act;
  if (said.do !== 'release') throw new TypeError('no release');
  return { ...rest, said };
}

async function release(one: Case): Promise<Json> {
  const roster = await wholeRoster(one.world);
  const request = asked(await read(one, one.bytes('request')));
  const { share, accuse } = await openRelease(roster, await replyOf(one), request, released(await read(one, one.bytes('sealed'))));
  if (accuse === null) return hex(share);
  return { accuse: nameOf(one, accuse.guardian), proven: await isProven(roster, request, accuse) };
}

async function readAll(one: Case): Promise<readonly Act[]> {
  const acts: Act[] = [];
  for (const name of one.list('said')) acts.push(await read(one, bytesOf({ from: name }, one.world)));
  return acts;
}

async function provenIn(acts: readonly Act[], roster: Roster): Promise<ReadonlySet<string>> {
  const proven = new Set<string>();
  for (const { id, said } of acts) {
    if (said.do !== 'accuse') continue;
    const request = acts.find((act) => equal(act.id, said.request));
    if (request !== undefined && (await isProven(roster, asked(request), said))) proven.add(hex(id));
  }
  return proven;
}

async function fold(one: Case): Promise<Json> {
  const roster = await wholeRoster(one.world);
  const acts = await readAll(one);
  const names = (devices: readonly DeviceId[]): Json => devices.map((device) => nameOf(one, device));
  return foldOpenings(acts, roster, one.number('now'), await provenIn(acts, roster)).map((opening) => ({
    author: nameOf(one, opening.act.author),
    state: opening.state,
    k: opening.k,
    released: names(opening.released),
    refused: names(opening.refused.map(({ guardian }) => guardian)),
    proven_false: names(opening.provenFalse),
    said_false: names(opening.saidFalse),
  }));
}

async function openName(one: Case): Promise<Json> {
  const roster = await wholeRoster(one.world);
  const acts = await readAll(one);
  const request = asked(present(acts.find(isRequest)));
  const given: GivenShare[] = [];
  for (const act of acts) {
    if (act.said.do !== 'release') continue;
    const { share } = await openRelease(roster, await replyOf(one), request, released(act));
    if (share !== null) given.push({ guardian: act.author, share });
  }
  const { fields } = await openIdentity(roster, bytesOf({ from: 'the box' }, one.world), given);
  return String(fields[0]?.[1]);
}

function plain(one: Case): Json {
  return hex(encodeSaid(decodeSaid(one.bytes('bytes')))) === one.text('bytes');
}

export const openings: Operations = { opening: { open, release, fold, name: openName, plain } };
