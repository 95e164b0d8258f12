/** Watching: told within seconds, by a stream or by asking; a hint and nothing more; and never where bytes are counted. */
import { describe, expect, test } from 'vitest';
import { type Bytes, hex } from '../../../static/src/format/bytes';
import { encode } from '../../../static/src/format/canonical';
import { NO_LOG } from '../../../static/src/sync/evidence';
import { Relay } from '../../../static/src/sync/transport';
import { Watcher } from '../../../static/src/sync/watch';

const [TAG, EPOCH] = [new Uint8Array(16), new Uint8Array(16).fill(1)];
type Answer = (path: string) => Response | Promise<Response>;

/** A watcher whose clock stands still: what it wants to do later is done when the test says so. */
function watching(answer: Answer, isAllowed: () => boolean = () => true) {
  const asked: string[] = [];
  const hints: number[] = [];
  const reported: unknown[] = [];
  const later: { readonly pause: number; readonly work: () => void }[] = [];
  const log = { ...NO_LOG, size: 7 };
  const mailroom = new Relay('http://relay', async (url) => {
    const path = url.split('/').slice(7).join('/');
    asked.push(path);
    return answer(path);
  }).at(TAG, TAG);
  const watcher = new Watcher({
    mailroom, isAllowed, chance: () => 1, standing: () => ({ epoch: EPOCH, log }), hint: () => void hints.push(asked.length), report: (cause) => void reported.push(cause),
    later: (pause, work) => {
      const entry = { pause, work };
      later.push(entry);
      return () => void (later.includes(entry) && later.splice(later.indexOf(entry), 1));
    },
  });
  const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5));
  const next = async (): Promise<number> => {
    const [entry] = later.splice(0, 1);
    entry?.work();
    await settle();
    return entry?.pause ?? -1;
  };
  return { watcher, asked, hints, later, next, settle, log, reported };
}
const head = (number: number, epoch: Bytes = EPOCH): Response => new Response(encode({ head: number, epoch }));
const noHub = (answer: () => Response): Answer => (path) => (path === 'watch' ? Response.json({ error: { name: 'not_found' } }, { status: 404 }) : answer());

describe('where there is no hub', () => {
  test('it asks every second or so with what it knows, and wakes the courier once for what is new', async () => {
    let now = (): Response => new Response(null, { status: 204 });
    const { watcher, asked, hints, next, settle, log } = watching(noHub(() => now()));
    watcher.start();
    await settle();
    expect(await next()).toBe(0);
    expect(asked).toEqual(['watch', `head?head=7&epoch=${hex(EPOCH)}`]);
    expect(await next()).toBe(1_200);
    expect(hints).toEqual([]);
    now = () => head(9);
    await next();
    await next();
    expect(hints).toHaveLength(1);
    log.size = 9;
    now = () => head(10);
    await next();
    expect(hints).toHaveLength(2);
  });

  test('a relay that lost something, or has another history, is a hint too', async () => {
    let now = (): Response => head(3);
    const { watcher, hints, next, settle } = watching(noHub(() => now()));
    watcher.start();
    await settle();
    await next();
    expect(hints).toHaveLength(1);
    now = () => head(7, new Uint8Array(16).fill(9));
    await next();
    expect(hints).toHaveLength(2);
  });

  test('it leaves a relay alone that asks for it, and asks ever less often while there is none', async () => {
    let now: Answer = () => Response.json({ error: { name: 'too_many' } }, { status: 429, headers: { 'Retry-After': '40' } });
    const { watcher, next, settle } = watching((path) => (path === 'watch' ? Response.json({ error: { name: 'not_found' } }, { status: 404 }) : now(path)));
    watcher.start();
    await settle();
    await next();
    expect(await next()).toBe(50_000);
    now = () => Promise.reject(new TypeError('fetch failed'));
    const pauses = [await next(), await next(), await next(), await next()];
    expect(pauses.slice(1)).toEqual([...pauses.slice(1)].toSorted((one, other) => one - other));
    expect(pauses.at(-1)).toBeGreaterThan(10_000);
  });
});

describe('where there is a hub', () => {
  const events = (...parts: readonly string[]): Response => {
    const encoder = new TextEncoder();
    return new Response(new ReadableStream({ start: (controller) => { for (const part of parts) controller.enqueue(encoder.encode(part)); } }));
  };
  const told = (number: number): string => `event: head\ndata: ${JSON.stringify({ head: number, epoch: hex(EPOCH) })}\n\n`;

  test('it is told by events, also by one that comes in two pieces, and passes over what is no news', async () => {
    const whole = told(9);
    const { watcher, hints, asked, settle } = watching(() => events(told(7), ':\n\n', whole.slice(0, 20), whole.slice(20), told(9), told(10)));
    watcher.start();
    await settle();
    expect(hints).toHaveLength(2);
    expect(asked).toEqual(['watch']);
    watcher.stop();
  });

  test('a line that is silent for a minute is given up, and it comes again', async () => {
    const { watcher, asked, later, next, settle } = watching(() => events(told(7)));
    watcher.start();
    await settle();
    expect(later.map(({ pause }) => pause)).toEqual([60_000]);
    await next();
    expect(await next()).toBe(10_000);
    expect(asked).toEqual(['watch', 'watch']);
  });

  test('an event that is nonsense ends the line and harms nothing', async () => {
    const { watcher, hints, next, settle, asked } = watching((path) => (path === 'watch' ? events('data: {"head": "many"}\n\n') : new Response(null, { status: 204 })));
    watcher.start();
    await settle();
    await next();
    expect(hints).toEqual([]);
    expect(asked).toHaveLength(2);
  });
});

describe('a device', () => {
  test('where bytes are counted asks nothing at all, and begins as soon as they are not', async () => {
    let isAllowed = false;
    const { watcher, asked, next, settle } = watching(noHub(() => new Response(null, { status: 204 })), () => isAllowed);
    watcher.start();
    await settle();
    expect(await next()).toBe(60_000);
    expect(asked).toEqual([]);
    isAllowed = true;
    await next();
    expect(asked).toEqual(['watch']);
  });

  test('that nobody looks at any more asks nothing more', async () => {
    const { watcher, asked, later, settle } = watching(noHub(() => head(9)));
    watcher.start();
    await settle();
    watcher.stop();
    expect(later).toEqual([]);
    const before = asked.length;
    await settle();
    expect(asked).toHaveLength(before);
  });
});
