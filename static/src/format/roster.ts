/**
 * The roster: who is in, by a chain of entries that admins signed (PROTOCOL section 6). Nobody is a reader because a server says so: a roster
 * grows only by `extend`, which refuses every entry that does not continue it or that too few admins signed.
 */
import { type Bytes, type DeviceId, type TeamId, equal, hex } from './bytes';
import { type Verify, asTeamId } from './device';
import { type Entry, type EntrySignature, type Newcomer, type ParsedEntry, type Policy, Role, type Roles, type RosterOp, entryMessage, parseSigned } from './entry';
import { Refusal } from './refusals';

export interface Member extends Newcomer {
  readonly id: DeviceId;
  readonly addedSeq: number;
  /** The entry that removed it, null while it is in. */
  readonly removedSeq: number | null;
}

type Members = ReadonlyMap<string, Member>;

const NONE = new Uint8Array(32);

export class Roster {
  /** Before genesis: `seq` is -1 and the head is zero. */
  static readonly empty = new Roster([], new Map(), null, 0);

  readonly #heads: readonly Bytes[];
  /** In the order of their adding, which is the order of a Map. */
  readonly #members: Members;
  readonly #policy: Policy | null;
  /** Of the last entry, in ms: what its author's clock said. A head that is older than the policy's `staleDays` may hide a removal. */
  readonly time: number;

  private constructor(heads: readonly Bytes[], members: Members, policy: Policy | null, time: number) {
    this.#heads = heads;
    this.#members = members;
    this.#policy = policy;
    this.time = time;
  }

  /** The number of the last entry, -1 before genesis. */
  get seq(): number {
    return this.#heads.length - 1;
  }

  get head(): Bytes {
    return this.#heads.at(-1) ?? NONE;
  }

  /** The head of genesis. A RangeError before there is one. */
  get teamId(): TeamId {
    const [genesis] = this.#heads;
    if (genesis === undefined) throw new RangeError('a roster without genesis has no team');
    return asTeamId(genesis);
  }

  /** The policy in force after the last entry. A RangeError before genesis. */
  get policy(): Policy {
    if (this.#policy === null) throw new RangeError('a roster without genesis has no policy');
    return this.#policy;
  }

  /** All who are or were in, in the order of their adding. */
  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  /** The head after entry `seq`, or null if this roster does not reach there. */
  headAt(seq: number): Bytes | null {
    return this.#heads[seq] ?? null;
  }

  /** The device, in or removed, or null if it never was in. */
  at(device: DeviceId): Member | null {
    return this.#members.get(hex(device)) ?? null;
  }

  /** Those who are in after entry `seq` and have one of the roles, in the order of their adding. */
  membersAt(seq: number, role: Roles): readonly Member[] {
    return this.members.filter((member) => isIn(member, seq) && (member.role & role) !== 0);
  }

  /** Whether the device is in after entry `seq`, with one of the roles if any are given. */
  isMember(device: DeviceId, seq: number, role?: Roles): boolean {
    const member = this.at(device);
    return member !== null && isIn(member, seq) && (role === undefined || (member.role & role) !== 0);
  }

  /** The entry with these operations that may follow, to be signed by admins (`seal/roster.ts`). */
  nextEntry(ops: readonly RosterOp[], time: number): Entry {
    return { teamId: this.#heads[0] ?? NONE, seq: this.seq + 1, prev: this.head, time, ops };
  }

  /**
   * This roster and one more entry. Refuses `malformed`, `roster_chain` (sequence, predecessor or team), `roster_op` (a change that is not
   * allowed) and `roster_signatures` (too few admins).
   */
  async extend(signed: Uint8Array, verify: Verify): Promise<Roster> {
    const entry = parseSigned(signed);
    this.#checkChain(entry);
    const { members, policy } = applyAll(entry, this.#members, this.#policy);
    // In genesis there is nobody before it: it is signed by the admins that it adds.
    const genesis = entry.seq === 0;
    const judges = genesis ? members : this.#members;
    const needed = this.#policy === null ? policy.quorum : this.signersNeeded(entry.ops, members);
    const admins = await countAdmins(entry.signatures, entryMessage(entry.head), judges, verify);
    if (admins < needed) throw new Refusal('roster_signatures', `needs ${needed}, has ${admins}`);
    return new Roster([...this.#heads, entry.head], members, policy, entry.time);
  }

  /** How many admins must sign an entry with these operations. `members`: those after it. A RangeError before genesis. */
  signersNeeded(ops: readonly RosterOp[], members = this.#members): number {
    return ops.some((op) => concernsReaders(op, members)) ? this.policy.quorum : 1;
  }

  #checkChain(entry: ParsedEntry): void {
    const team = this.#heads[0] ?? NONE;
    if (entry.seq !== this.seq + 1 || !equal(entry.prev, this.head) || !equal(entry.teamId, team)) {
      throw new Refusal('roster_chain', `entry ${entry.seq} after ${this.seq}`);
    }
  }
}

function isIn(member: Member, seq: number): boolean {
  return member.addedSeq <= seq && (member.removedSeq === null || member.removedSeq > seq);
}

/** Changes of who can read, and of the policy itself, take the quorum. */
function concernsReaders(op: RosterOp, members: Members): boolean {
  switch (op.op) {
    case 'add':
      return op.role !== Role.documenter;
    case 'remove':
      return members.get(hex(op.id))?.role !== Role.documenter;
    case 'policy':
      return true;
    case 'head':
      break;
  }
  return false;
}

/** The members and the policy after an entry. Refuses `roster_op`. */
function applyAll(entry: ParsedEntry, before: Members, policyBefore: Policy | null): { members: Members; policy: Policy } {
  const members = new Map(before);
  let policy = policyBefore;
  for (const op of entry.ops) {
    if (op.op === 'policy') policy = checkedPolicy(op);
    else apply(op, entry.seq, members);
  }
  if (policy === null) throw new Refusal('roster_op', 'genesis sets no policy');
  const admins = [...members.values()].filter((member) => member.removedSeq === null && (member.role & Role.admin) !== 0).length;
  if (admins < policy.quorum) throw new Refusal('roster_op', `${admins} admins left for a quorum of ${policy.quorum}`);
  return { members, policy };
}

function apply(op: Exclude<RosterOp, { op: 'policy' }>, seq: number, members: Map<string, Member>): void {
  if (op.op === 'head') return;
  const key = hex(op.id);
  const member = members.get(key);
  if (op.op === 'add') {
    if (member !== undefined) throw new Refusal('roster_op', 'adds a device that is or was a member');
    const { op: _, ...newcomer } = op;
    members.set(key, { ...newcomer, addedSeq: seq, removedSeq: null });
    return;
  }
  if (member === undefined || member.removedSeq !== null) throw new Refusal('roster_op', 'removes a device that is not a member');
  members.set(key, { ...member, removedSeq: seq });
}

function checkedPolicy(op: Extract<RosterOp, { op: 'policy' }>): Policy {
  if (op.quorum === 0 || op.k === 0) throw new Refusal('roster_op', 'a quorum or k of 0');
  const { op: _, ...policy } = op;
  return policy;
}

/** How many different admins of `judges` signed rightly. */
async function countAdmins(signatures: readonly EntrySignature[], message: Bytes, judges: Members, verify: Verify): Promise<number> {
  const admins = new Set<string>();
  for (const { device, signature } of signatures) {
    const member = judges.get(hex(device));
    if (member === undefined || member.removedSeq !== null || (member.role & Role.admin) === 0) continue;
    if (await verify(member.signPk, signature, message)) admins.add(hex(device));
  }
  return admins.size;
}
