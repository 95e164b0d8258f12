/** Which app this is, as the engine finds it out: from the note beside the app, the key in the roster, and what it remembers. */
import { describe, expect, test } from 'vitest';
import { type Bytes, hex, utf8 } from '../../../static/src/format/bytes';
import { plainHash } from '../../../static/src/format/hash';
import { type Release as Note, noteText, releaseKeyId, releaseMessage } from '../../../static/src/format/release';
import { signingKey } from '../../../static/src/seal/signing';
import { release } from '../../../static/src/story/release';
import type { Session } from '../../../static/src/story/session';

const DAY = 86_400_000;
const BUILD = '0123456789abcdef0123456789abcdef';
const NEXT = 'ffffffffffffffffffffffffffffffff';
const worker = (build: string): Bytes => utf8(`worker of ${build}`);

interface Server {
  note: string | null;
  worker: Bytes;
  isAway: boolean;
  asked: string[];
}

async function signed(seed: Uint8Array, build: string, day = '2026-11-24'): Promise<string> {
  const key = await signingKey(seed);
  const note: Note = { version: '0.1.0', build, day, files: new Map([['sw.js', hex(plainHash(worker(build)))]]) };
  return noteText({ release: note, keyId: releaseKeyId(key.publicKey), signature: await key.sign(releaseMessage(note)) });
}

const SIGNER = new Uint8Array(32).fill(7);
const STRANGER = new Uint8Array(32).fill(8);

/** As much of a session as the question needs, and a server that can change its mind. */
async function device(releasePk?: Bytes): Promise<{ session: Session; server: Server; clock: { now: number } }> {
  const server: Server = { note: await signed(SIGNER, BUILD), worker: worker(BUILD), isAway: false, asked: [] };
  const clock = { now: Date.UTC(2026, 10, 25, 13) };
  const rows = new Map<string, unknown>();
  const answer = (url: string): Response => {
    server.asked.push(url);
    if (server.isAway) throw new TypeError('fetch failed');
    if (url === 'https://app.example/sw.js') return new Response(server.worker);
    if (url === 'https://app.example/release.txt' && server.note !== null) return new Response(server.note);
    return new Response('not found', { status: 404 });
  };
  const release_pk = releasePk ?? (await signingKey(SIGNER)).publicKey;
  const table = { get: async (key: string) => rows.get(key) ?? null, put: async (key: string, row: unknown) => ({ key, row }) };
  const session = {
    roster: { policy: { releasePk: release_pk } },
    meter: null,
    world: { origin: 'https://app.example', now: () => clock.now, send: async (url: string) => answer(url) },
    tables: { release: table },
    store: { commit: async (writes: readonly { key: string; row: unknown }[]) => writes.forEach(({ key, row }) => rows.set(key, row)) },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- exactly the parts of a session that are asked for
  return { session: session as unknown as Session, server, clock };
}

describe('which app this is', () => {
  test('a version that the team signed is known as such, with the day and since when', async () => {
    const { session } = await device();
    expect(await release(session, BUILD, false)).toEqual({ pinned: true, running: 'signed', offered: 'signed', signedOn: '2026-11-24', since: Date.UTC(2026, 10, 25) });
  });

  test('what was found signed is remembered without a network, and no server is asked again', async () => {
    const { session, server, clock } = await device();
    await release(session, BUILD, false);
    [server.isAway, server.asked, clock.now] = [true, [], clock.now + 9 * DAY];
    expect(await release(session, BUILD, false)).toMatchObject({ running: 'signed', offered: 'unknown', since: Date.UTC(2026, 10, 25) });
    expect(server.asked).toEqual([]);
  });

  test('a new version that the team did not sign is named, and the one that runs stays signed', async () => {
    const { session, server } = await device();
    await release(session, BUILD, false);
    for (const note of [null, await signed(STRANGER, NEXT), await signed(SIGNER, BUILD), 'nonsense']) {
      [server.note, server.worker] = [note, worker(NEXT)];
      expect(await release(session, BUILD, true)).toMatchObject({ running: 'signed', offered: 'unsigned' });
    }
  });

  test('a new version that the team signed is offered', async () => {
    const { session, server } = await device();
    await release(session, BUILD, false);
    [server.note, server.worker] = [await signed(SIGNER, NEXT, '2026-11-25'), worker(NEXT)];
    expect(await release(session, BUILD, true)).toMatchObject({ running: 'signed', offered: 'signed', signedOn: '2026-11-24' });
  });

  test('an app that was never signed is told apart from one of which nothing is known', async () => {
    const { session, server } = await device();
    [server.note, server.worker] = [await signed(STRANGER, BUILD), worker(BUILD)];
    expect(await release(session, BUILD, false)).toMatchObject({ running: 'unsigned', signedOn: null });
    server.isAway = true;
    expect(await release(session, BUILD, false)).toMatchObject({ running: 'unknown', offered: 'unknown' });
    [server.isAway, server.note, server.worker] = [false, await signed(SIGNER, NEXT), worker(NEXT)];
    expect(await release(session, BUILD, false)).toMatchObject({ running: 'unknown', offered: 'signed' });
  });

  test('when the team names another key, what the old one signed is looked at again', async () => {
    const { session } = await device();
    await release(session, BUILD, false);
    const other = (await signingKey(STRANGER)).publicKey;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test turns the policy
    (session.roster as unknown as { policy: { releasePk: Bytes } }).policy = { releasePk: other };
    expect(await release(session, BUILD, false)).toMatchObject({ running: 'unsigned' });
  });

  test('a team that named no key is promised nothing, and nobody is asked', async () => {
    const { session, server } = await device(new Uint8Array(32));
    expect(await release(session, BUILD, true)).toMatchObject({ pinned: false, running: 'unknown', offered: 'unknown' });
    expect(server.asked).toEqual([]);
  });

  test('a tab that nothing keeps for offline use asks nobody by itself', async () => {
    const { session, server } = await device();
    expect(await release(session, null, false)).toMatchObject({ pinned: true, running: 'unknown' });
    expect(server.asked).toEqual([]);
  });
});
