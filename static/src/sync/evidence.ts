/**
 * Evidence: whether an answer of the relay proves what it says (PROTOCOL section 17). Every answer must be signed, must hold in its log what was
 * sent or given, and must go on from the log that this device knew. Only judges: keeps nothing and asks nothing, and believes the relay in nothing.
 */
import { type Bytes, type TeamTag, equal } from '../format/bytes';
import { type TreeHead, parseCheckpoint } from '../format/checkpoint';
import type { Verify } from '../format/device';
import { type ItemId, Kind, itemId } from '../format/item';
import { EMPTY_ROOT, checkState, leaf, roots } from '../format/log';
import { Refusal, isRefusal } from '../format/refusals';
import { EpochChanged, type Evidence, type Letter, type Numbered, type Page, type PushAnswer } from './transport';

/** The relay's log as this device last verified it. */
export interface KnownLog {
  readonly size: number;
  readonly root: Bytes;
  /** How many roster entries this device was given of it. */
  readonly rosters: number;
  /** As the relay signed it; null while nothing was verified. */
  readonly checkpoint: string | null;
}
export const NO_LOG: KnownLog = { size: 0, root: EMPTY_ROOT, rosters: 0, checkpoint: null };

/** Where this device stands in the feed. */
export interface Standing {
  readonly epoch: Bytes | null;
  readonly after: number;
  readonly log: KnownLog;
}
/** Who signs, and for which team. */
export interface Signer {
  readonly teamTag: TeamTag;
  readonly relayPk: Bytes;
  readonly verify: Verify;
}
/** A page that proved itself, and the state that is kept with it. */
export interface ProvenPage {
  readonly epoch: Bytes;
  readonly next: number;
  readonly items: readonly (Numbered & { readonly itemId: ItemId })[];
  readonly log: KnownLog;
}

/** Two signed states of one log that cannot both be true: `after` does not go on from what was known before. */
export class LogBroken extends Refusal {
  declare readonly name: 'log_rolled_back' | 'log_fork';
  readonly epoch: Bytes;
  readonly after: string;
  constructor(name: 'log_rolled_back' | 'log_fork', epoch: Bytes, after: string) {
    super(name);
    this.epoch = epoch;
    this.after = after;
  }
}

/** An item that the relay says it has: number, id, rosters. */
export type Kept = readonly [number: number, itemId: ItemId, rosters: number];

/** The state that a push answer proves. Refuses what `provenReceipt` refuses. */
export function provenPush(signer: Signer, standing: Standing, letters: readonly Letter[], answer: PushAnswer): Promise<KnownLog> {
  const kept = answer.results.flatMap(({ status, number, rosters }, index): readonly Kept[] => {
    const letter = letters[index];
    return status <= 1 && letter !== undefined ? [[number, itemId(letter), rosters]] : [];
  });
  return provenReceipt(signer, standing, kept, answer);
}

/** The state in which all of these stand under their numbers. Refuses `receipt_wrong`, `EpochChanged` and `LogBroken`; then nothing is delivered. */
export async function provenReceipt(signer: Signer, standing: Standing, kept: readonly Kept[], answer: Evidence): Promise<KnownLog> {
  try {
    return goesOn(standing, await notShorter(signer, standing, answer), kept, answer);
  } catch (cause) {
    throw isRefusal(cause) && cause.name === 'log_wrong' ? new Refusal('receipt_wrong', cause.detail, cause) : cause;
  }
}

/** What a page proves, read by mailboxes or whole. Refuses `log_wrong`, `roster_withheld`, `EpochChanged` and `LogBroken`; then nothing of it counts. */
export async function provenPage(signer: Signer, standing: Standing, page: Page, isWhole: boolean): Promise<ProvenPage> {
  const { epoch, head, next, last } = page;
  const signed = await notShorter(signer, standing, page);
  const items = page.items.map((item) => ({ ...item, itemId: itemId(item) }));
  checkNumbers(standing.after, page, isWhole);
  const rosters = countRosters(standing.log.rosters, items, isWhole);
  if ((last === null) !== (head === 0)) throw new Refusal('log_wrong', 'no newest item');
  const kept = items.map((item): Kept => [item.number, item.itemId, item.rosters]);
  const log = goesOn(standing, signed, last === null ? kept : [...kept, [head, last.itemId, last.rosters]], page);
  if (log.size !== head) throw new Refusal('log_wrong', 'a checkpoint of another size');
  if (next === head && (last?.rosters ?? 0) !== rosters) throw new Refusal('roster_withheld', `${rosters} of ${last?.rosters ?? 0}`);
  return { epoch, next, items, log: { ...log, rosters } };
}

/** What the log's first `seen` items come to, by the relay's proof. Refuses `log_wrong`. */
export function provenRoot({ size, root }: KnownLog, seen: number, proof: readonly Bytes[]): Bytes {
  const found = roots(size, seen, new Map(), proof);
  // This device's own root is fixed, so no other history can be invented below it.
  if (!equal(found.whole, root)) throw new Refusal('log_wrong', 'not the beginning of the known log');
  return found.seen;
}

/** What the relay signed of this epoch's log. Refuses `log_wrong`. */
export async function signedHead({ teamTag, relayPk, verify }: Signer, epoch: Bytes, checkpoint: string): Promise<TreeHead> {
  const { size, root, message, signature } = parseCheckpoint({ teamTag, relayPk, epoch }, checkpoint);
  if (!(await verify(relayPk, signature, message))) throw new Refusal('log_wrong', 'signature');
  return { size, root };
}

async function notShorter(signer: Signer, { epoch: known, log }: Standing, { epoch, checkpoint }: Evidence): Promise<TreeHead> {
  if (known !== null && !equal(known, epoch)) throw new EpochChanged(epoch);
  const signed = await signedHead(signer, epoch, checkpoint);
  if (signed.size < log.size) throw new LogBroken('log_rolled_back', epoch, checkpoint);
  return signed;
}

function goesOn({ log }: Standing, signed: TreeHead, kept: readonly Kept[], { epoch, checkpoint, proof }: Evidence): KnownLog {
  try {
    checkState(signed, log, leavesOf(kept), proof);
  } catch (cause) {
    throw isRefusal(cause) && cause.name === 'log_fork' ? new LogBroken('log_fork', epoch, checkpoint) : cause;
  }
  return { ...log, ...signed, checkpoint };
}

/** By number. One that stands for two different items is refused as `log_wrong`. */
function leavesOf(kept: readonly Kept[]): ReadonlyMap<number, Bytes> {
  const leaves = new Map<number, Bytes>();
  for (const [number, id, rosters] of kept) {
    const one = leaf(id, rosters);
    if (!equal(leaves.get(number) ?? one, one)) throw new Refusal('log_wrong', `two items ${number}`);
    leaves.set(number, one);
  }
  return leaves;
}

/** Ascending within the page, none left out of a whole one, and never no step further. */
function checkNumbers(after: number, { head, next, items }: Page, isWhole: boolean): void {
  let before = after;
  for (const { number } of items) {
    if (number <= before || (isWhole && number !== before + 1)) throw new Refusal('log_wrong', `item ${number} behind ${before}`);
    before = number;
  }
  const isThere = before <= next && next <= head && (next > after || next === head);
  if (!isThere || (isWhole && before !== next)) throw new Refusal('log_wrong', `a page from ${after} to ${next} of ${head}`);
}

/** Roster entries are given to everybody, so each item's count is that of the entries that were given up to it. */
function countRosters(known: number, items: readonly Numbered[], isWhole: boolean): number {
  let given = known;
  for (const { kind, rosters } of items) {
    const isEntry = kind === Kind.rosterEntry;
    if (isEntry) given += 1;
    if (rosters === given) continue;
    const isWithheld = rosters > given && !isEntry && !isWhole;
    throw new Refusal(isWithheld ? 'roster_withheld' : 'log_wrong', `${rosters} roster entries instead of ${given}`);
  }
  return given;
}
