import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { brand, concat, hex, utf8 } from '../../../static/src/format/bytes';
import type { Change, RecordId } from '../../../static/src/format/change';
import { Role } from '../../../static/src/format/entry';
import { NO_CHECKPOINT, type SealedChange, type StreamId, changeId } from '../../../static/src/format/envelope';
import { type SealedLockbox, lockboxHash } from '../../../static/src/format/lockbox';
import { Refusal } from '../../../static/src/format/refusals';
import { openAck } from '../../../static/src/seal/ack';
import { sealAck } from '../../../static/src/seal/send_ack';
import { type Writer, sealBody, sealChange, startReading, startWriting } from '../../../static/src/seal/change';
import { sealLockbox } from '../../../static/src/seal/lockbox';
import { openChange } from '../../../static/src/seal/open_change';
import { openLockbox } from '../../../static/src/seal/open_lockbox';
import { type Team, adding, deviceOf, extended, flipped, foundTeam, holds, seeded } from './team';

const SAID = 'میں نے رات کو دریا کے پاس چار سپاہی دیکھے۔ e\u{301} 🕊️';
const STREAM = brand<StreamId>(new Uint8Array(16).fill(5));
const CHANGE: Change = {
  record: brand<RecordId>(new Uint8Array(16).fill(7)),
  compartment: 'testimony',
  form: ['gawahi_default', '1'],
  time: 1_795_000_000_000,
  saw: [],
  ops: [{ p: ['e_narrative'], x: SAID, r: [] }],
};

let team: Team;
let lockbox: SealedLockbox;
let sealed: readonly SealedChange[];
let after: Writer;

beforeAll(async () => {
  team = await foundTeam();
  const random = seeded('amina seals');
  const chainKey = random(32);
  lockbox = await sealLockbox(team.roster, { stream: STREAM, chain: 0, role: Role.coordinator, chainKey });
  let writer = startWriting(STREAM, 0, chainKey, lockboxHash(lockbox));
  const envelopes: SealedChange[] = [];
  for (const time of [1, 2, 3]) {
    const { envelope, next } = await sealChange(writer, team.roster, team.amina, { ...CHANGE, time }, NO_CHECKPOINT, random);
    envelopes.push(envelope);
    writer = next;
  }
  sealed = envelopes;
  after = writer;
});

const first = (): SealedChange => sealed[0] ?? brand<SealedChange>(new Uint8Array(0));

describe('Amina seals a testimony', () => {
  test('and every coordinator reads it as she said it, in order', async () => {
    for (const reader of [team.farah, team.bilal, team.gul]) {
      let reading = startReading(await openLockbox(team.roster, reader, lockbox));
      for (const [i, envelope] of sealed.entries()) {
        const opened = await openChange(reading, team.roster, envelope);
        expect(opened.change).toEqual({ ...CHANGE, time: i + 1 });
        expect([hex(opened.author), hex(opened.changeId)]).toEqual([hex(team.amina.id), hex(changeId(envelope))]);
        reading = opened.next;
      }
    }
  });

  test('and her own phone can open nothing of it any more', async () => {
    await expect(openLockbox(team.roster, team.amina, lockbox)).rejects.toMatchObject({ name: 'not_recipient' });
    for (const [seq, envelope] of sealed.entries()) {
      const prev = seq === 0 ? new Uint8Array(32) : changeId(sealed[seq - 1] ?? envelope);
      const reading = { ...after, seq, prev, rosterSeq: team.roster.seq, author: null };
      await expect(openChange(reading, team.roster, envelope)).rejects.toMatchObject({ name: 'damaged' });
    }
  });

  test('and what lies on the relay says neither what was said nor who said it', () => {
    for (const bytes of [lockbox, ...sealed]) {
      expect(holds(bytes, utf8('سپاہی'))).toBe(false);
      for (const { id, signPk } of [team.amina, team.bilal]) expect(holds(bytes, id) || holds(bytes, signPk)).toBe(false);
    }
  });

  test('and a change that is left out, repeated or moved is noticed', async () => {
    const reading = startReading(await openLockbox(team.roster, team.bilal, lockbox));
    const [one, two, three] = sealed as readonly [SealedChange, SealedChange, SealedChange];
    const { next } = await openChange(reading, team.roster, one);
    for (const envelope of [one, three]) await expect(openChange(next, team.roster, envelope)).rejects.toMatchObject({ name: 'stream_order' });
    await expect(openChange({ ...next, chain: 1 }, team.roster, two)).rejects.toMatchObject({ name: 'stream_order' });
    await expect(openChange({ ...next, lockboxHash: new Uint8Array(32) }, team.roster, two)).rejects.toMatchObject({ name: 'stream_order' });
  });

  test('and no flipped bit, cut or added byte of it is read', async () => {
    const reading = startReading(await openLockbox(team.roster, team.bilal, lockbox));
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat({ max: 7 }), async (place, bit) => {
        const harmed = [flipped(first(), place, bit), first().slice(0, place % first().length), concat(first(), Uint8Array.of(bit))];
        for (const envelope of harmed) await expect(openChange(reading, team.roster, envelope)).rejects.toBeInstanceOf(Refusal);
        await expect(openLockbox(team.roster, team.bilal, flipped(lockbox, place % 127, bit))).rejects.toBeInstanceOf(Refusal);
      }),
      { numRuns: 60 },
    );
  });

  test('and a body that cannot be read does not close the stream behind it', async () => {
    const random = seeded('a body of another version');
    const begin = startReading(await openLockbox(team.roster, team.bilal, lockbox));
    const writer = { ...begin };
    const bad = await sealBody(writer, team.roster, team.amina, utf8('گواہی'), NO_CHECKPOINT, random);
    const good = await sealChange(bad.next, team.roster, team.amina, CHANGE, NO_CHECKPOINT, random);
    const opened = await openChange(begin, team.roster, bad.envelope);
    expect(opened.change).toMatchObject({ name: 'malformed' });
    expect((await openChange(opened.next, team.roster, good.envelope)).change).toEqual(CHANGE);
  });
});

describe('somebody who holds a chain key tries to speak for another', () => {
  test('a coordinator cannot put a change where Amina’s next one belongs', async () => {
    const random = seeded('a turned coordinator');
    const begin = startReading(await openLockbox(team.roster, team.bilal, lockbox));
    const { next } = await openChange(begin, team.roster, first());
    const forged = await sealChange(next, team.roster, team.bilal, CHANGE, NO_CHECKPOINT, random);
    await expect(openChange(next, team.roster, forged.envelope)).rejects.toMatchObject({ name: 'signature' });
  });

  test('a device that was removed before the lockbox, or never was in, is no author', async () => {
    const random = seeded('a stranger');
    const begin = startReading(await openLockbox(team.roster, team.bilal, lockbox));
    const stranger = await deviceOf('stranger');
    const forged = await sealChange(begin, team.roster, stranger, CHANGE, NO_CHECKPOINT, random);
    await expect(openChange(begin, team.roster, forged.envelope)).rejects.toMatchObject({ name: 'author_not_member' });
    const without = await extended(team.roster, [{ op: 'remove', id: team.amina.id, reason: 0 }], [team.farah]);
    const later = { ...begin, rosterSeq: without.seq };
    await expect(openChange(later, without, first())).rejects.toMatchObject({ name: 'author_not_member' });
    expect((await openChange(begin, without, first())).change).toMatchObject({ ops: [{ x: SAID }] });
  });

  test('a lockbox that leaves a coordinator out, or names a head nobody has, is refused by all', async () => {
    const newcomer = await deviceOf('newcomer');
    const larger = await extended(team.roster, [adding(newcomer, Role.coordinator)], [team.farah]);
    const later = await sealLockbox(larger, { stream: STREAM, chain: 0, role: Role.coordinator, chainKey: new Uint8Array(32) });
    await expect(openLockbox(team.roster, team.bilal, later)).rejects.toMatchObject({ name: 'roster_unknown' });
    await expect(openLockbox(larger, newcomer, lockbox)).rejects.toMatchObject({ name: 'not_recipient' });
    const left = concat(later.slice(0, 126), Uint8Array.of(3), later.slice(127, 127 + 3 * 1168));
    await expect(openLockbox(larger, team.bilal, left)).rejects.toMatchObject({ name: 'lockbox_recipients' });
  });
});

describe('a coordinator says that it was read', () => {
  test('and only the phone that wrote it can open that, and believes only a coordinator', async () => {
    const ids = sealed.map(changeId);
    const ack = await sealAck(team.roster, team.bilal, team.amina.id, ids);
    const opened = await openAck(team.roster, team.amina, ack);
    expect([hex(opened.coordinator), opened.changeIds.map(hex)]).toEqual([hex(team.bilal.id), ids.map(hex)]);
    await expect(openAck(team.roster, team.gul, ack)).rejects.toMatchObject({ name: 'damaged' });
    const byDocumenter = await sealAck(team.roster, team.amina, team.amina.id, ids);
    await expect(openAck(team.roster, team.amina, byDocumenter)).rejects.toMatchObject({ name: 'author_not_member' });
  });
});
