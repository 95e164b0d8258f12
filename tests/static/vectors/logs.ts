/** Vectors of the relay's log: leaves, roots, proofs, checkpoints and receipts. */
import { type TeamTag, brand, hex } from '../../../static/src/format/bytes';
import { type TreeHead, checkpointText } from '../../../static/src/format/checkpoint';
import type { ItemId } from '../../../static/src/format/item';
import { checkState, leaf, node, seenRoot } from '../../../static/src/format/log';
import { verify } from '../../../static/src/seal/signing';
import { type Signer, provenReceipt, signedHead } from '../../../static/src/sync/evidence';
import { cover, proofOf, rootOf } from '../fakes/tree';
import { Case, type Json, type Operations, bytesOf, listOf } from './plain';

const leavesOf = ({ world }: Case): ReturnType<Case['bytesList']> => new Case(world, world).bytesList('leaves');
const numbers = (json: Json): readonly number[] => listOf(json).map(Number);
const signerOf = (one: Case): Signer => ({ teamTag: brand<TeamTag>(one.bytes('team_tag')), relayPk: one.bytes('relay_pk'), verify });
const headJson = ({ size, root }: TreeHead): Json => [size, hex(root)];

function headOf(json: Json): TreeHead {
  const [size, root] = listOf(json);
  return { size: Number(size), root: bytesOf(root ?? null, {}) };
}

export const logs: Operations = {
  log: {
    leaf: (one) => hex(leaf(brand<ItemId>(one.bytes('item_id')), one.number('rosters'))),
    node: (one) => hex(node(one.bytes('left'), one.bytes('right'))),
    seen_root: (one) => hex(seenRoot(one.bytes('epoch'), one.bytes('root'))),
    root: (one) => hex(rootOf(leavesOf(one), 0, one.number('size'))),
    cover: (one) => cover(one.number('size'), one.number('seen'), numbers(one.json('wanted'))),
    prove: (one) => proofOf(leavesOf(one), one.number('size'), one.number('seen'), numbers(one.json('wanted'))).map(hex),
    continue(one) {
      const known = leavesOf(one);
      const wanted = one.list('wanted').map((each): [number, Uint8Array<ArrayBuffer>] => {
        if (typeof each === 'number') return [each, known[each - 1] ?? new Uint8Array()];
        const [number, other] = listOf(each);
        return [Number(number), bytesOf(other ?? null, {})];
      });
      checkState(headOf(one.json('new')), headOf(one.json('known')), new Map(wanted), one.bytesList('proof'));
      return true;
    },
    write(one) {
      const { teamTag, relayPk } = signerOf(one);
      return checkpointText({ teamTag, relayPk, epoch: one.bytes('epoch') }, headOf(one.json('state')), one.bytes('signature'));
    },
    checkpoint: async (one) => headJson(await signedHead(signerOf(one), one.bytes('epoch'), one.text('text'))),
    async receipt(one) {
      const kept = one.list('kept').map((row) => {
        const [number, id, rosters] = listOf(row);
        return [Number(number), brand<ItemId>(bytesOf(id ?? null, {})), Number(rosters)] as const;
      });
      const log = { ...headOf(one.json('known')), rosters: 0, checkpoint: null };
      const answer = { epoch: one.bytes('epoch'), checkpoint: one.text('text'), proof: one.bytesList('proof') };
      return headJson(await provenReceipt(signerOf(one), { epoch: null, after: 0, log }, kept, answer));
    },
  },
};
