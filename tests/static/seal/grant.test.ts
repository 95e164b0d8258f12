/** What a grant may hold and to whom it may go; what opening one refuses stands in the shared vectors. */
import { describe, expect, test } from 'vitest';
import { hex, present } from '../../../static/src/format/bytes';
import type { GrantedKey } from '../../../static/src/format/grant';
import { openGrant, sealGrant } from '../../../static/src/seal/grant';
import { foundTeam, seeded } from './team';

function keys(count: number): readonly GrantedKey[] {
  const random = seeded('keys');
  return Array.from({ length: count }, () => ({ lockboxHash: random(32), chainKey: random(32) }));
}

describe('a grant', () => {
  test('of a thousand keys opens for its receiver alone, in the order of the lockboxes; one key more is refused', async () => {
    const { roster, farah, bilal, gul } = await foundTeam();
    const receiver = present(roster.at(bilal.id) ?? undefined);
    const sealed = await sealGrant(roster, farah, receiver, keys(1000));
    const opened = await openGrant(roster, bilal, sealed);
    expect(opened.keys.map(({ lockboxHash }) => hex(lockboxHash))).toEqual(keys(1000).map(({ lockboxHash }) => hex(lockboxHash)).toSorted());
    expect(hex(opened.granter)).toBe(hex(farah.id));
    expect(sealed.length).toBeLessThan(70_000);
    await expect(openGrant(roster, gul, sealed)).rejects.toMatchObject({ name: 'damaged' });
    await expect(sealGrant(roster, farah, receiver, keys(1001))).rejects.toMatchObject({ name: 'too_large' });
  });

  test('is not even sealed for a documenter', async () => {
    const { roster, farah, amina } = await foundTeam();
    const receiver = present(roster.at(amina.id) ?? undefined);
    await expect(sealGrant(roster, farah, receiver, keys(1))).rejects.toMatchObject({ name: 'not_recipient' });
  });
});
