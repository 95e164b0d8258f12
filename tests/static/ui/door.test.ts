import { describe, expect, it } from 'vitest';
import { labelComplaint } from '../../../static/src/ui/door/label';
import { complaint, NOTHING_CHOSEN, passphraseOf } from '../../../static/src/ui/door/passphrase';
import { inSafariTab } from '../../../static/src/ui/home/safari';

const own = (typed: string, again: string) => ({ ...NOTHING_CHOSEN, own: true, typed, again });

describe('choosing a passphrase', () => {
  it('is not finished before it was typed twice', () => {
    expect(complaint(NOTHING_CHOSEN)).toBe('required');
    expect(complaint(own('گواہی دریا چراغ', ''))).toBe('required');
    expect(complaint(own('گواہی دریا چراغ', 'گواہی دریا'))).toBe('pass_differs');
  });

  it('takes the same words from two keyboards that compose letters differently, and a space after the last word', () => {
    expect(complaint(own('caf\u00e9 آب', 'cafe\u0301 آب '))).toBeNull();
    expect(passphraseOf(own(' دریا چراغ ', ''))).toBe('دریا چراغ');
  });

  it('uses the words that were offered unless a person wants their own', () => {
    const offered = { ...NOTHING_CHOSEN, offered: 'harbor velvet', typed: 'mine', again: 'harbor velvet' };
    expect(passphraseOf(offered)).toBe('harbor velvet');
    expect(complaint(offered)).toBeNull();
  });
});

describe('the name for the team', () => {
  it('counts the bytes that the roster has for it, not letters', () => {
    expect(labelComplaint('گ'.repeat(64))).toBeNull();
    expect(labelComplaint('گ'.repeat(65))).toBe('label_long');
    expect(labelComplaint('   ')).toBe('required');
  });
});

describe('an iPhone', () => {
  it('is warned in a tab, but not on the Home Screen, and no other browser is', () => {
    expect(inSafariTab({ standalone: false, maxTouchPoints: 5 })).toBe(true);
    expect(inSafariTab({ standalone: true, maxTouchPoints: 5 })).toBe(false);
    expect(inSafariTab({ standalone: false, maxTouchPoints: 0 })).toBe(false);
    expect(inSafariTab({ maxTouchPoints: 5 })).toBe(false);
  });
});
