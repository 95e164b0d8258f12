/** Vectors of the pure basics: canonical bytes, sizes, devices, items. */
import { type TeamTag, brand, hex } from '../../../static/src/format/bytes';
import { decode, encode } from '../../../static/src/format/canonical';
import { fingerprint } from '../../../static/src/format/device';
import { checkItem, isKind, itemId } from '../../../static/src/format/item';
import { padme } from '../../../static/src/format/padme';
import { Refusal } from '../../../static/src/format/refusals';
import { Device } from '../../../static/src/seal/device';
import { type Operations, jsonOf, valueOf } from './plain';

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
      return hex(itemId({ kind, body: one.bytes('body'), mailbox: one.has('mailbox') ? one.bytes('mailbox') : null }));
    },
    check_item: (one) => {
      const kind = one.number('kind');
      checkItem(kind, one.bytes('body'), brand<TeamTag>(one.bytes('team_tag')));
      return kind;
    },
  },
};
