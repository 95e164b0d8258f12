/** Where the team has said so, names of witnesses are released and shown at a desk only. */
import { describe, expect, test } from 'vitest';
import { demandDesk } from '../../../static/src/story/at_desk';
import { openName, openingDeed } from '../../../static/src/story/opened_names';
import type { Session } from '../../../static/src/story/session';

const DESK = { state: 'open', team: null, records: 0, findings: [] };
const NONE = { error: { name: 'not_found' } };

function session(origin: string, guardiansAtDesk: boolean, isDesk = true): Session {
  const answer = async (url: string): Promise<Response> => {
    expect(url).toBe(`${origin}/desk/status`);
    return isDesk ? Response.json(DESK) : Response.json(NONE, { status: 404 });
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- exactly the parts of a session that are asked for
  return { roster: { policy: { guardiansAtDesk } }, world: { origin, send: answer } } as unknown as Session;
}

describe('guardians at the desk', () => {
  test.each(['https://relay.example', 'https://127.0.0.1.evil.example', 'https://localhost.evil.example', 'http://10.0.0.2:8001'])('a page from %s is refused by name', async (origin) => {
    const page = session(origin, true);
    await expect(demandDesk(page)).rejects.toMatchObject({ name: 'desk_needed' });
    await expect(openingDeed(page, { do: 'release', id: '00' })).rejects.toMatchObject({ name: 'desk_needed' });
    await expect(openName(page, '00')).rejects.toMatchObject({ name: 'desk_needed' });
  });

  test('this computer without a desk is no desk', async () => {
    await expect(demandDesk(session('http://127.0.0.1:8000', true, false))).rejects.toMatchObject({ name: 'desk_needed' });
  });

  test.each(['http://127.0.0.1:8001', 'http://localhost:8001', 'http://[::1]:8001'])('the desk at %s may', async (origin) => {
    await expect(demandDesk(session(origin, true))).resolves.toBeUndefined();
  });

  test('a team that did not ask for it works anywhere', async () => {
    await expect(demandDesk(session('https://relay.example', false))).resolves.toBeUndefined();
  });
});
