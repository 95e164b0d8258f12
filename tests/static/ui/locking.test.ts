import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { engine, engineLivesAt, type Call } from '../../../static/src/ui/engine';
import { SAVE_MS, saveBeforeLock } from '../../../static/src/ui/leaving';
import { door, lockNow } from '../../../static/src/ui/state';
import { allowScript } from '../../../static/src/ui/trusted';
import type { Draft } from '../../../static/src/journey';

const DRAFT: Draft = { id: '01'.repeat(16), formId: 'f', formVersion: '1', answers: { fields: { e_title: 'گواہی 🕯️ cafe\u0301' }, members: {} }, at: '', changed: 1 };

let happened: string[] = [];
let saveTakesMs = 0;

/** Answers like the engine, a save after a while, and tells what happened in which order. */
class SlowEngine extends EventTarget {
  private ended = false;

  postMessage({ id, method }: Call): void {
    const answer = (): void => {
      if (this.ended) return;
      if (method === 'saveDraft') happened.push('saved');
      this.dispatchEvent(new MessageEvent('message', { data: { id, ok: method === 'door' ? 'locked' : undefined } }));
    };
    setTimeout(answer, method === 'saveDraft' ? saveTakesMs : 1);
  }

  terminate(): void {
    this.ended = true;
    happened.push('keys gone');
  }
}

/** An open draft with words that are not saved yet. */
function openDraft(): () => void {
  return saveBeforeLock(async () => {
    happened.push('saving');
    await engine.saveDraft(DRAFT).catch(() => happened.push('not saved'));
  });
}

let close = (): void => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', SlowEngine);
  vi.stubGlobal('document', { querySelector: () => null });
  allowScript('/worker.js');
  engineLivesAt('/worker.js');
  happened = [];
  door.value = 'open';
});
afterEach(() => {
  close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('locking', () => {
  it('hides the testimony at once, and saves the last words before the keys go', async () => {
    saveTakesMs = 300;
    close = openDraft();
    const locked = lockNow();
    expect(door.value).toBeNull();
    await vi.runAllTimersAsync();
    await locked;
    expect(happened).toEqual(['saving', 'saved', 'keys gone']);
    expect(door.value).toBe('locked');
  });

  it('does not wait for a save that hangs', async () => {
    saveTakesMs = 10 * SAVE_MS;
    close = openDraft();
    const locked = lockNow();
    await vi.advanceTimersByTimeAsync(SAVE_MS - 1);
    expect(happened).toEqual(['saving']);
    await vi.advanceTimersByTimeAsync(2);
    await locked;
    expect(happened).toEqual(['saving', 'keys gone', 'not saved']);
  });

  it('saves once, however often it is asked for', async () => {
    saveTakesMs = 10;
    close = openDraft();
    const locked = Promise.all([lockNow(), lockNow()]);
    await vi.runAllTimersAsync();
    await locked;
    expect(happened).toEqual(['saving', 'saved', 'keys gone']);
  });

  it('saves nothing of a screen that was closed before', async () => {
    openDraft()();
    const locked = lockNow();
    await vi.runAllTimersAsync();
    await locked;
    expect(happened).not.toContain('saving');
  });
});
