import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { brand, concat, hex, utf8 } from '../../../static/src/format/bytes';
import type { RecordId } from '../../../static/src/format/change';
import type { StreamId } from '../../../static/src/format/envelope';
import { Role, USUAL_POLICY } from '../../../static/src/format/entry';
import type { SealedIdentity, Share, Unsigned } from '../../../static/src/format/identity';
import { Roster } from '../../../static/src/format/roster';
import { sealIdentity } from '../../../static/src/seal/identity';
import { isSealedBy, openIdentity, openShare } from '../../../static/src/seal/identity_opening';
import { combine } from '../../../static/src/seal/combine';
import { split } from '../../../static/src/seal/shares';
import { type Team, adding, deviceOf, extended, flipped, foundTeam, holds, seeded } from './team';

const STREAM = brand<StreamId>(new Uint8Array(16).fill(5));
const NAME: Unsigned = { record: brand<RecordId>(new Uint8Array(16).fill(7)), fields: [[['s_name'], 'زہرا بی‌بی é 🕊️']] };

let team: Team;
let box: SealedIdentity;
beforeAll(async () => {
  team = await foundTeam(2);
  box = await sealIdentity(team.roster, team.amina, STREAM, 0, NAME, seeded('identity'));
});

describe('a witness’s name', () => {
  test('is opened by two guardians together', async () => {
    const shares = [await openShare(team.roster, team.gul, box), await openShare(team.roster, team.bilal, box)];
    const opened = await openIdentity(team.roster, box, shares);
    expect(opened).toMatchObject(NAME);
    expect([hex(opened.by?.device ?? new Uint8Array()), await isSealedBy(team.roster, box, opened)]).toEqual([hex(team.amina.id), true]);
  });

  test('that somebody else puts beside the testimony is not taken for the author’s', async () => {
    const forged = await sealIdentity(team.roster, team.farah, STREAM, 0, NAME, seeded('forged'));
    const shares = [await openShare(team.roster, team.gul, forged), await openShare(team.roster, team.bilal, forged)];
    const opened = await openIdentity(team.roster, forged, shares);
    expect(hex(opened.by?.device ?? new Uint8Array())).toBe(hex(team.farah.id));
    // The signature of another box, and another's name under it, prove nothing.
    expect(await isSealedBy(team.roster, box, opened)).toBe(false);
    if (opened.by !== null) expect(await isSealedBy(team.roster, forged, { ...opened, by: { ...opened.by, device: team.amina.id } })).toBe(false);
  });

  test('is opened by no guardian alone, not even twice', async () => {
    const share = await openShare(team.roster, team.gul, box);
    for (const given of [[], [share], [share, share]]) await expect(openIdentity(team.roster, box, given)).rejects.toMatchObject({ name: 'shares_missing' });
  });

  test('is kept from the documenter and from a coordinator who is no guardian', async () => {
    for (const device of [team.amina, team.farah]) await expect(openShare(team.roster, device, box)).rejects.toMatchObject({ name: 'not_recipient' });
  });

  test('does not stand in the box', () => {
    expect(holds(box, utf8('زہرا'))).toBe(false);
  });

  test('a guardian who gives a false share is named', async () => {
    const [honest, false_] = [await openShare(team.roster, team.bilal, box), await openShare(team.roster, team.gul, box)];
    const given = [honest, { ...false_, share: brand<Share>(concat(flipped(false_.share, 3))) }];
    await expect(openIdentity(team.roster, box, given)).rejects.toMatchObject({ name: 'false_share', detail: hex(team.gul.id) });
    await expect(openIdentity(team.roster, box, [honest, { ...honest, guardian: team.gul.id }])).rejects.toMatchObject({ name: 'false_share' });
  });

  test('is opened by one guardian if the team decided so', async () => {
    const small = await foundTeam(1);
    const sealed = await sealIdentity(small.roster, small.amina, STREAM, 3, NAME, seeded('k = 1'));
    for (const guardian of [small.bilal, small.gul]) expect(await openIdentity(small.roster, sealed, [await openShare(small.roster, guardian, sealed)])).toMatchObject(NAME);
  });

  test('is not sealed at all where nobody could guard it', async () => {
    const farah = await deviceOf('farah');
    const policy = { op: 'policy', quorum: 1, k: 2, ...USUAL_POLICY, staleDays: 14, relayPk: new Uint8Array(32) } as const;
    const alone = await extended(Roster.empty, [adding(farah, Role.admin), policy], [farah]);
    await expect(sealIdentity(alone, farah, STREAM, 0, NAME, seeded('nobody'))).rejects.toMatchObject({ name: 'no_guardian' });
  });

  test('in a box that was harmed is refused by name', async () => {
    const shares = [await openShare(team.roster, team.gul, box), await openShare(team.roster, team.bilal, box)];
    await expect(openIdentity(team.roster, flipped(box, -1), shares)).rejects.toMatchObject({ name: 'damaged' });
    await expect(openIdentity(team.roster, box.slice(0, -1), shares)).rejects.toMatchObject({ name: 'malformed' });
    await expect(openIdentity(team.roster, concat(box, new Uint8Array(1)), shares)).rejects.toMatchObject({ name: 'malformed' });
    await expect(openIdentity(team.roster, flipped(box, 10), shares)).rejects.toMatchObject({ name: 'wrong_team' });
  });
});

describe('shares of a key', () => {
  const drawn = fc.tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.integer({ min: 1, max: 8 }), fc.nat({ max: 5 }));

  test('any k of n give it back, and fewer give something else or nothing', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, fc.nat(), async ([secret, k, more], turn) => {
        const key = concat(secret);
        const shares = await split(key, k, k + more);
        const turned = [...shares.slice(turn % shares.length), ...shares.slice(0, turn % shares.length)];
        expect(hex(await combine(turned.slice(0, k), k))).toBe(hex(key));
        await expect(combine(turned.slice(0, k - 1), k)).rejects.toMatchObject({ name: 'shares_missing' });
        if (k > 2) expect(hex(await combine(turned.slice(0, k - 1), k - 1))).not.toBe(hex(key));
        expect(new Set(shares.map((share) => share[32])).size).toBe(k + more);
      }),
      { numRuns: 50 },
    );
  });

  test('are not made for impossible numbers', async () => {
    for (const [k, n] of [[0, 3], [4, 3], [2, 256]] as const) await expect(split(new Uint8Array(32), k, n)).rejects.toMatchObject({ name: 'malformed' });
  });
});
