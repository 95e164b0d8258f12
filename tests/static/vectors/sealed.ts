/** Vectors of what is sealed: changes, lockboxes, identities, shares, chunks, key files. */
import { type DeviceId, brand, hex } from '../../../static/src/format/bytes';
import type { StreamId } from '../../../static/src/format/envelope';
import { type Reading, type Writer, openChange, sealBody } from '../../../static/src/seal/change';
import { body } from './evidence';
import type { Operations } from './judge';
import { deviceNamed, given, wholeRoster } from './people';
import { Case, type Json, isMap, listOf } from './plain';

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

export const sealed: Operations = {
  change: { ...body, seal: sealAndOpen, open },
};
