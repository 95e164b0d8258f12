import { beforeAll, describe, expect, test } from 'vitest';
import { hex } from '../../../static/src/format/bytes';
import { Role, type RosterOp, USUAL_POLICY, encodeEntry, encodeSigned, entryHead, entryMessage } from '../../../static/src/format/entry';
import { teamTag } from '../../../static/src/format/device';
import { Roster } from '../../../static/src/format/roster';
import type { Device } from '../../../static/src/seal/device';
import { openEntry, sealEntry, signEntry } from '../../../static/src/seal/roster';
import { verify } from '../../../static/src/seal/signing';
import { adding, deviceOf, extended, flipped, seeded } from './team';

const POLICY: RosterOp = { op: 'policy', quorum: 2, k: 2, ...USUAL_POLICY, staleDays: 14, relayPk: new Uint8Array(32) };
const HEAD: RosterOp = { op: 'head' };

let farah: Device;
let hamid: Device;
let tahir: Device;
let ghost: Device;
let founded: Roster;
beforeAll(async () => {
  [farah, hamid, tahir, ghost] = await Promise.all([deviceOf('farah'), deviceOf('hamid'), deviceOf('tahir'), deviceOf('ghost')]);
  founded = await extended(Roster.empty, [farah, hamid, tahir].map((admin) => adding(admin, Role.admin)).concat(POLICY), [farah, hamid]);
});

async function refusedWith(ops: readonly RosterOp[], admins: readonly Device[], name: string, roster = founded): Promise<void> {
  await expect(extended(roster, ops, admins)).rejects.toMatchObject({ name });
}

describe('who may read is decided by the admins together', () => {
  test('one turned admin cannot let a ghost in, two can let a person in', async () => {
    await refusedWith([adding(ghost, Role.coordinator)], [farah], 'roster_signatures');
    await refusedWith([adding(ghost, Role.coordinator)], [farah, farah], 'roster_signatures');
    await refusedWith([adding(ghost, Role.coordinator | Role.admin)], [farah, ghost], 'roster_signatures');
    expect((await extended(founded, [adding(ghost, Role.coordinator)], [farah, hamid])).isMember(ghost.id, 1, Role.coordinator)).toBe(true);
  });

  test('a documenter takes one admin', async () => {
    expect((await extended(founded, [adding(ghost, Role.documenter)], [hamid])).seq).toBe(1);
    await refusedWith([adding(ghost, Role.documenter)], [ghost], 'roster_signatures');
    await refusedWith([adding(ghost, Role.documenter)], [], 'roster_signatures');
  });

  test('an admin who was removed does not count any more', async () => {
    const without = await extended(founded, [{ op: 'remove', id: tahir.id, reason: 1 }], [farah, hamid]);
    await refusedWith([HEAD], [tahir], 'roster_signatures', without);
    await refusedWith([adding(ghost, Role.coordinator)], [farah, tahir], 'roster_signatures', without);
    expect(without.membersAt(0, Role.admin)).toHaveLength(3);
    expect(without.membersAt(1, Role.admin)).toHaveLength(2);
  });

  test('a founder alone cannot found a team that needs two', async () => {
    const ops = [adding(farah, Role.admin), adding(hamid, Role.admin), POLICY];
    await refusedWith(ops, [farah], 'roster_signatures', Roster.empty);
    await refusedWith([adding(farah, Role.admin), POLICY], [farah], 'roster_op', Roster.empty);
  });

  test('a signature over another entry is none', async () => {
    const entry = encodeEntry(founded.nextEntry([HEAD], 7));
    const other = entryMessage(entryHead(encodeEntry(founded.nextEntry([HEAD], 8))));
    const signed = encodeSigned(entry, [{ device: farah.id, signature: await farah.sign(other) }]);
    await expect(founded.extend(signed, verify)).rejects.toMatchObject({ name: 'roster_signatures' });
  });
});

describe('a server cannot show another team', () => {
  test('an entry that is left out, repeated or of another history is refused', async () => {
    const first = await signEntry(founded.nextEntry([HEAD], 1), [farah]);
    const next = await founded.extend(first, verify);
    const second = await signEntry(next.nextEntry([HEAD], 2), [farah]);
    await expect(founded.extend(second, verify)).rejects.toMatchObject({ name: 'roster_chain' });
    await expect(next.extend(first, verify)).rejects.toMatchObject({ name: 'roster_chain' });
    const fork = await extended(founded, [HEAD], [hamid]);
    await expect(fork.extend(second, verify)).rejects.toMatchObject({ name: 'roster_chain' });
    const rival = await extended(Roster.empty, [adding(ghost, Role.admin), { ...POLICY, quorum: 1 }], [ghost]);
    await expect(rival.extend(first, verify)).rejects.toMatchObject({ name: 'roster_chain' });
    expect([founded.seq, next.seq, hex(founded.head)]).toEqual([0, 1, hex(founded.teamId)]);
  });

  test('an entry lies on the relay so that only members read it', async () => {
    const [random, secret] = [seeded('transport'), seeded('epoch')(32)];
    const tag = teamTag(founded.teamId);
    const signed = await signEntry(founded.nextEntry([adding(ghost, Role.documenter, 'آمنہ 🕊️')], 1), [farah]);
    const sealed = await sealEntry(signed, tag, 0, secret, random);
    expect(hex(await openEntry(sealed, tag, secret))).toBe(hex(signed));
    await expect(openEntry(sealed, tag, random(32))).rejects.toMatchObject({ name: 'damaged' });
    await expect(openEntry(flipped(sealed, 6), tag, secret)).rejects.toMatchObject({ name: 'wrong_team' });
    await expect(openEntry(flipped(sealed, 22), tag, secret)).rejects.toMatchObject({ name: 'damaged' });
  });
});
