/** Vectors of the pure basics: canonical bytes, sizes, devices, items, receipts. */
import { type TeamTag, brand, hex } from '../../../static/src/format/bytes';
import { decode, encode } from '../../../static/src/format/canonical';
import { fingerprint } from '../../../static/src/format/device';
import { type ItemId, checkItem, isKind, itemId } from '../../../static/src/format/item';
import { padme } from '../../../static/src/format/padme';
import { receiptMessage } from '../../../static/src/format/receipt';
import { Refusal } from '../../../static/src/format/refusals';
import { Device } from '../../../static/src/seal/device';
import { verify } from '../../../static/src/seal/signing';
import { type Case, type Json, type Operations, jsonOf, listOf, valueOf } from './plain';

export const basics: Operations = {
  canonical: {
    both: (one) => {
      const written = hex(encode(valueOf(one.json('value'))));
      const readAndWritten = hex(encode(decode(one.bytes('bytes'))));
      return (written === one.text('bytes') && readAndWritten === written) || { written, readAndWritten };
    },
    decode: (one) => jsonOf(decode(one.bytes('bytes'))),
    encode: (one) => hex(encode(valueOf(one.json('value')))),
    accept: (one) => {
      decode(one.bytes('bytes'));
      return true;
    },
  },
  padme: { padme: (one) => padme(one.number('size'), one.number('floor')) },
  device: {
    device: async (one) => {
      const device = await Device.fromSeeds({ sign: one.bytes('sign_seed'), kem: one.bytes('kem_seed') });
      return { sign_pk: hex(device.signPk), kem_pk: hex(device.kemPk), device_id: hex(device.id), fingerprint: fingerprint(device.id) };
    },
  },
  item: {
    item_id: (one) => {
      const kind = one.number('kind');
      if (!isKind(kind)) throw new Refusal('malformed');
      return hex(itemId(kind, one.bytes('body')));
    },
    check_item: (one) => {
      const kind = one.number('kind');
      checkItem(kind, one.bytes('body'), brand<TeamTag>(one.bytes('team_tag')));
      return kind;
    },
  },
  receipt: { check: checkReceipt },
};

async function checkReceipt(one: Case): Promise<Json> {
  const lines = one.list('entries').map((entry) => {
    const [number, id] = listOf(entry);
    return { number: Number(number), itemId: brand<ItemId>(Uint8Array.from(String(id).match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))) };
  });
  const message = receiptMessage(brand<TeamTag>(one.bytes('team_tag')), one.bytes('epoch'), lines);
  if (one.has('message') && hex(message) !== one.text('message')) return hex(message);
  if (!(await verify(one.bytes('relay_pk'), one.bytes('signature'), message))) throw new Refusal('receipt_wrong');
  return true;
}
