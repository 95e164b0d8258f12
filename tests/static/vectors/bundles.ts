/** Vectors of bundles: letters carried by hand, and receipts that come back. */
import { type TeamTag, brand, hex } from '../../../static/src/format/bytes';
import { type Bundle, type CarriedLetter, type Lot, decodeBundle, encodeLetters, encodeReceipts } from '../../../static/src/format/bundle';
import type { Case, Json, Operations } from './plain';

export const bundles: Operations = {
  bundle: {
    letters: (one) => {
      const bundle = read(one);
      if (bundle.do !== 'deliver') return bundle.do;
      const written = hex(encodeLetters(tagOf(one), bundle.items));
      return (written === hex(one.bytes('bundle')) && JSON.stringify(bundle.items.map(letterJson)) === JSON.stringify(one.json('items'))) || written;
    },
    receipts: (one) => {
      const bundle = read(one);
      if (bundle.do !== 'receipts') return bundle.do;
      const written = hex(encodeReceipts(tagOf(one), bundle.lots));
      return (written === hex(one.bytes('bundle')) && JSON.stringify(bundle.lots.map(lotJson)) === JSON.stringify(one.json('lots'))) || written;
    },
    read: (one) => {
      const bundle = read(one);
      return bundle.do === 'deliver' ? { items: bundle.items.map(letterJson), refused: [...bundle.refused] } : bundle.do;
    },
  },
};

const tagOf = (one: Case): TeamTag => brand<TeamTag>(one.bytes('team_tag'));
const read = (one: Case): Bundle => decodeBundle(one.bytes('bundle'), tagOf(one));
const letterJson = ({ kind, body, mailbox }: CarriedLetter): Json => [kind, hex(body), mailbox === null ? null : hex(mailbox)];
const lotJson = ({ epoch, items, checkpoint, proof }: Lot): Json => ({
  epoch: hex(epoch),
  items: items.map(([id, number, rosters]) => [hex(id), number, rosters]),
  checkpoint,
  proof: proof.map(hex),
});
