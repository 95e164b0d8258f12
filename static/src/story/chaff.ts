/**
 * Rows that nobody can open, beside those that somebody can. Every device has them from its first day, so that a second set of rows on the disk does not
 * tell that a second passphrase exists: they have the tables, the numbers and the sizes of a space that is in use, and random bytes in the place of sealed
 * ones. Never touches a row of the space that is open, and never tells another space's rows from chaff, because nobody can.
 */
import { type Bytes, type Random, brand, hex } from '../format/bytes';
import { encode } from '../format/canonical';
import { Kind } from '../format/item';
import { padme } from '../format/padme';
import { Refusal } from '../format/refusals';
import { type Entry, type Put, type SealedRow, type Space, type Store, TABLES, type TableName, type Write, orderKey } from '../store/store';
import type { Keys } from '../vault/vault';
import { CARE, DEVICE, MEMBERSHIP } from './tables';
import type { World } from './world';

/** Nonce and tag of AES-GCM. */
const SEAL_BYTES = 28;
const ENTRY_BYTES = 1_440;
const LOCKBOX_BYTES = 1_168;
/** Which questions a testimony answered, and no answer (own_rows.ts). */
const OWN_BYTES = 184;
const ANSWER_BYTES = 18;
/** Where the media of a testimony wait among the chunks. */
const MEDIA_BYTES = 10;
/** A form of the team: author, signature, place in the roster, and its deflated JSON. */
const FORM_BYTES = 1_600;
const AT_ONCE = 500;
const CHAFF_TABLES: ReadonlySet<TableName> = new Set(['self', 'roster', 'arrivals', 'held', 'handed', 'own', 'counters', 'feed', 'forms']);
/** Longer by its prefix than any name of version 0.1.0 in these tables. */
const CHAFF_NAME = /^[0-9a-f]{8}(?:membership|device|care|order|media|roster_came|cursor|[0-9]{1,3}|[0-9]{14}|[0-9a-f]{32}|[0-9a-f]{64})$/;

/** All rows of the database by their full names, and as they lie there. */
const EVERYTHING: Space = { prefix: '', rows: { seal: () => Promise.reject(new Refusal('app_failed', 'a row without a space')), open: (_table, _name, row) => Promise.resolve(new Uint8Array(row)) } };

/** From 0 to `most`. */
function drawn(random: Random, most: number): number {
  const [high = 0, low = 0] = random(2);
  return (high * 256 + low) % (most + 1);
}

/** A space of some weeks' work, as far as a disk shows it, under a name of its own. */
export async function layChaff({ openStore, random, now }: World): Promise<void> {
  const seal = (_table: string, _name: string, value: Parameters<typeof encode>[0]): Promise<Bytes> => Promise.resolve(random(encode(value).length + SEAL_BYTES));
  const open = (): Promise<never> => Promise.reject(new Refusal('damaged', 'chaff'));
  const store = openStore({ prefix: hex(random(4)), rows: { seal, open } });
  try {
    await store.commit(chaff(random, now()));
  } finally {
    store.close();
  }
}

function chaff(random: Random, now: number): readonly Put[] {
  const sealed = (size: number): SealedRow => brand<SealedRow>(random(size));
  const name = (size: number): string => hex(random(size));
  const [members, readers, guardians] = [1 + drawn(random, 5), 1 + drawn(random, 2), 1 + drawn(random, 1)];
  const records = 3 + drawn(random, 40);
  // Somebody who records voices, or nobody yet.
  const chunks = drawn(random, 1) * (1 + drawn(random, 300));
  let order = 0;
  const held = (kind: Kind, size: number, own: boolean): Put => {
    const row = { kind, body: random(size), mailbox: kind === Kind.rosterEntry || kind === Kind.teamForm ? random(16) : null, order: `${own ? '1' : '2'}-${orderKey(order)}`, own };
    order += 1;
    return { put: 'held', key: name(32), row };
  };
  const puts: Put[] = [
    // Of somebody who joined by a link, which is kept, or of a founder.
    { put: 'self', key: MEMBERSHIP, row: sealed((drawn(random, 2) > 0 ? 396 : 268) + drawn(random, 64)) },
    { put: 'self', key: DEVICE, row: sealed(SEAL_BYTES + encode({ kem: random(32), root: random(32), sign: random(32) }).length) },
    { put: 'self', key: CARE, row: sealed(SEAL_BYTES + encode({ due: now, since: now }).length + 14 * drawn(random, 3)) },
  ];
  for (let member = 0; member < members; member += 1) {
    const size = ENTRY_BYTES + drawn(random, 120);
    puts.push({ put: 'roster', key: orderKey(member), row: sealed(size) }, { put: 'arrivals', key: String(member), row: { epoch: random(16), number: order + 1 } }, held(Kind.rosterEntry, 49 + padme(size), member === 0));
  }
  for (let record = 0; record < records; record += 1) {
    puts.push(held(Kind.lockbox, 127 + LOCKBOX_BYTES * readers, true), held(Kind.change, 126 + padme(400 + drawn(random, 2_400)), true));
    if (drawn(random, 2) > 0) puts.push(held(Kind.identity, 400 + (LOCKBOX_BYTES + 33) * guardians, true));
    const key = name(16);
    puts.push({ put: 'handed', key, row: sealed(240 + 34 * drawn(random, 1) + 17 * drawn(random, readers) + (chunks > 0 ? MEDIA_BYTES * drawn(random, 1) : 0)) }, { put: 'own', key, row: sealed(OWN_BYTES + ANSWER_BYTES * (8 + drawn(random, 90))) });
  }
  for (let form = drawn(random, 2); form > 0; form -= 1) {
    const signed = random(FORM_BYTES + drawn(random, 12_000));
    puts.push({ put: 'forms', key: name(32), row: sealed(SEAL_BYTES + encode({ at: now, epoch: 0, item: null, signed }).length) }, held(Kind.teamForm, 53 + padme(signed.length + 4), false));
  }
  const log = { size: order, root: random(32), rosters: members, checkpoint: 'x'.repeat(236 + drawn(random, 3)) };
  const cursor = { epoch: random(16), after: order, arrival: members, lastSuccess: now, log, past: [] };
  if (chunks > 0) puts.push({ put: 'counters', key: 'media', row: chunks });
  return [...puts, { put: 'counters', key: 'order', row: order }, { put: 'counters', key: 'roster_came', row: now }, { put: 'feed', key: 'cursor', row: cursor }];
}

/** Every row of a table that does not belong to the space with this prefix, some hundred at a time. */
async function* pagesOfOthers(everything: Store, table: TableName, prefix: string): AsyncGenerator<readonly Entry<TableName>[]> {
  let after = '';
  for (;;) {
    const page = await everything.page(table, after, AT_ONCE);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.filter(([key]) => !key.startsWith(prefix));
    [after] = last;
  }
}

/** Whatever does not belong to the space with this prefix: chaff, or a space whose passphrase was taken away. */
export async function dropOthersRows({ openStore }: World, prefix: string): Promise<void> {
  const everything = openStore(EVERYTHING);
  try {
    for (const table of TABLES) for await (const page of pagesOfOthers(everything, table, prefix)) await everything.commit(page.map(([key]) => ({ drop: table, key })));
  } finally {
    everything.close();
  }
}

/**
 * Rows of version 0.1.0 had no prefix, and those of items lay there as they travel. The row that says whose device this is moves last: what was cut off goes on
 * at the next opening, and chaff that was laid before the cut is laid anew.
 */
export async function adoptOldRows(world: World, keys: Keys): Promise<void> {
  const [everything, own] = [world.openStore(EVERYTHING), world.openStore(keys)];
  try {
    if ((await everything.get('self', MEMBERSHIP)) === undefined) return;
    for (const table of CHAFF_TABLES) {
      for await (const page of pagesOfOthers(everything, table, keys.prefix)) await everything.commit(page.flatMap(([key]) => (isChaff(table, key) ? [{ drop: table, key }] : [])));
    }
    for (const table of [...TABLES.filter((one) => one !== 'self'), 'self'] as const) {
      if (table === 'self') await layChaff(world);
      for await (const others of pagesOfOthers(everything, table, keys.prefix)) {
        const page = others.filter(([key]) => !isChaff(table, key));
        // Each is a row of this table, as it was read from it.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        await own.commit(page.map(([key, row]) => ({ put: table, key, row }) as Write));
        await everything.commit(page.map(([key]) => ({ drop: table, key })));
      }
    }
  } finally {
    everything.close();
    own.close();
  }
}

const isChaff = (table: TableName, name: string): boolean => CHAFF_TABLES.has(table) && CHAFF_NAME.test(name);
