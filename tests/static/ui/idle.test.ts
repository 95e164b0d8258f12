import { describe, expect, it } from 'vitest';
import { HIDDEN_MS, IDLE_MS, IDLE_RECORDING_MS, isForgotten } from '../../../static/src/ui/idle';

const now = 1_000_000_000;
const inSight = { now, hiddenSince: null };

describe('a device that nobody uses', () => {
  it('is locked after five minutes without a touch, or one minute out of sight', () => {
    expect(isForgotten({ ...inSight, lastTouch: now - IDLE_MS, recording: false })).toBe(true);
    expect(isForgotten({ now, lastTouch: now - 1, hiddenSince: now - HIDDEN_MS, recording: false })).toBe(true);
  });

  it('is left open while a person uses it', () => {
    expect(isForgotten({ now, lastTouch: now - IDLE_MS + 1, hiddenSince: now - HIDDEN_MS + 1, recording: false })).toBe(false);
  });
});

describe('a phone with an open draft', () => {
  it('stays open while a documenter listens for a quarter of an hour', () => {
    expect(isForgotten({ ...inSight, lastTouch: now - IDLE_RECORDING_MS + 1, recording: true })).toBe(false);
    expect(IDLE_RECORDING_MS).toBeGreaterThan(IDLE_MS);
  });

  it('that was left on a table is locked all the same', () => {
    expect(isForgotten({ ...inSight, lastTouch: now - IDLE_RECORDING_MS, recording: true })).toBe(true);
  });

  it('is locked out of sight as soon as any other', () => {
    expect(isForgotten({ now, lastTouch: now - HIDDEN_MS, hiddenSince: now - HIDDEN_MS, recording: true })).toBe(true);
    expect(isForgotten({ now, lastTouch: now - HIDDEN_MS, hiddenSince: now - HIDDEN_MS + 1, recording: true })).toBe(false);
  });
});
