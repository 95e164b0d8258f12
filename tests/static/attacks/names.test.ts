/** Names and words that were written to deceive whoever reads them. What is stored stays; what is shown tells. */
import { describe, expect, test, vi } from 'vitest';
import { nameInSight, wordsInSight } from '../../../static/src/format/unseen';
import { say } from '../../../static/src/ui/say';
import { day, moment } from '../../../static/src/ui/words';

// The page's words ask it for the language.
vi.hoisted(() => vi.stubGlobal('localStorage', { getItem: () => 'en' }));

describe('a name', () => {
  test('that hides a sign nobody sees does not look like the name that it imitates', () => {
    const hidden = ['\u200b', '\u2060', '\ufeff', '\u00ad', '\u200d', '\u200c', '\u200e', '\u200f', '\u061c', '\u3164', '\u2800', '\u{e0041}', '\0', '\u2028'];
    for (const sign of hidden) {
      expect(nameInSight(`QA${sign}17`), sign.codePointAt(0)?.toString(16)).toBe('QA\ufffd17');
      expect(nameInSight(`${sign}QA17`)).not.toBe('QA17');
    }
  });

  test('turns no word around it into another order, on no screen', () => {
    for (const turn of ['\u202e', '\u202d', '\u202a', '\u202b', '\u2066', '\u2067', '\u2068', '\u2069', '\u202c']) {
      const sentence = say({ by: 'Removed by {name} on 12 May' }, 'en', 'by', { name: nameInSight(`Bilal${turn}`) });
      expect(sentence).toBe('Removed by Bilal\ufffd on 12 May');
    }
  });

  test('of an honest person stays as it is, in any script, with joiners and emoji where they belong', () => {
    for (const name of ['گل بی بی', 'می\u200cخواهم', 'زرغونہ', 'é e\u0301', 'QA-17', '👩🏽\u200d🦱 🕊️', 'Ñandú', '小明', 'محمّد\u200cعلی']) expect(nameInSight(name)).toBe(name);
  });
});

describe('an account', () => {
  test('cannot show its letters or figures in another order than they were written in', () => {
    expect(wordsInSight('killed: 12\u202e34\u202c')).toBe('killed: 12\ufffd34\ufffd');
    expect(wordsInSight('a\u0000b\u001b[2J')).toBe('a\ufffdb\ufffd[2J');
  });

  test('of an honest person is shown to the letter, line by line', () => {
    const said = '  گواہی: e\u0301\u0650 🕯️\n\tدوسری سطر می\u200cخواهم 👩🏽\u200d🦱\u200f';
    expect(wordsInSight(said)).toBe(said);
  });

  test('with a time that no calendar has does not stop the screen', () => {
    for (const time of [0, 8.64e15, 8.64e15 + 1, Number.MAX_SAFE_INTEGER]) {
      expect(moment(time)).not.toBe('');
      expect(day(time)).not.toBe('');
    }
  });
});
