/** The rows of what a device keeps of what it handed over, and how they are written as canonical bytes. */
import { type Bytes, type ChangeId, brand } from '../format/bytes';
import { type Canonical, type Decoded, decode, encode } from '../format/canonical';
import { type Known, decodeChange, encodeChange } from '../format/change';
import { Refusal } from '../format/refusals';
import { asArray, asMap, asNumber, bytesOf } from '../format/shape';
import type { Codec } from './sealed';

/** A change of this device. */
export type Own = Omit<Known, 'author'>;
/** What this device can still open of a testimony that it handed over. */
export interface KeptRow {
  readonly own: readonly Own[];
  /** The strictest rule since it was sealed: `Seal`, and days for `kept`. */
  readonly seal: number;
  readonly days: number;
  /** How long it has been kept, in ms, as far as this device knows; and what its clock said when that was last counted. */
  readonly age: number;
  readonly at: number;
  /** The later of what this device's clock and the roster said at sealing, in ms. */
  readonly since: number;
}

const KEYS = ['own', 'seal', 'days', 'age', 'at', 'since'];

const written = (own: readonly Own[]): Canonical => own.map(({ changeId, change }) => [changeId, encodeChange(change)]);

function read(value: Decoded | undefined): readonly Own[] {
  return asArray(value).map((one) => {
    const [id, change] = asArray(one);
    if (!(change instanceof Uint8Array)) throw new Refusal('malformed', 'not bytes');
    return { changeId: brand<ChangeId>(bytesOf(id, 32)), change: decodeChange(new Uint8Array(change)) };
  });
}

/** A row of the table `own`. */
export const ownRow = (own: readonly Own[]): Bytes => encode(written(own));
export const readOwnRow = (row: Bytes): readonly Own[] => read(decode(row));

export const keptCodec: Codec<KeptRow> = {
  write: ({ own, ...rest }) => ({ own: written(own), ...rest }),
  read(value) {
    const map = asMap(value, KEYS);
    const number = (name: string): number => asNumber(map[name]);
    return { own: read(map['own']), seal: number('seal'), days: number('days'), age: number('age'), at: number('at'), since: number('since') };
  },
};
