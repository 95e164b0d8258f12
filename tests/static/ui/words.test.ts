import { describe, expect, it } from 'vitest';
import { say } from '../../../static/src/ui/say';
import { REFUSALS } from '../../../static/src/format/refusals';
import { ENGLISH } from '../../../static/src/ui/refusals/english';
import { LATER_ENGLISH } from '../../../static/src/ui/refusals/later_english';
import { LATER_URDU } from '../../../static/src/ui/refusals/later_urdu';
import { URDU } from '../../../static/src/ui/refusals/urdu';

const catalogue = { sent_one: '{n} testimony sent', sent_other: '{n} testimonies sent', by: 'by {name}', part_other: 'another part' };

describe('what a person reads', () => {
  it('counts testimonies as the language does', () => {
    expect(say(catalogue, 'en', 'sent', { n: 1 })).toBe('1 testimony sent');
    expect(say(catalogue, 'en', 'sent', { n: 0 })).toBe('0 testimonies sent');
    expect(say({ sent_one: '{n} گواہی', sent_other: '{n} گواہیاں' }, 'ur', 'sent', { n: 26 })).toBe('26 گواہیاں');
  });

  it('keeps a Latin code in an Urdu sentence, and an Urdu name in an English one, from pulling words out of order', () => {
    expect(say({ by: '{name} نے لکھا' }, 'ur', 'by', { name: 'QA-17' })).toBe('\u2068QA-17\u2069 نے لکھا');
    expect(say(catalogue, 'en', 'by', { name: 'گواہی 🕯️' })).toBe('by \u2068گواہی 🕯️\u2069');
    expect(say(catalogue, 'en', 'by', { name: 'QA-17' })).toBe('by QA-17');
  });

  it('puts what a person wrote into the sentence as it is, even if it looks like a hole or a pattern', () => {
    expect(say(catalogue, 'en', 'by', { name: '{name} $& $1' })).toBe('by {name} $& $1');
  });

  it('leaves a key that only ends like a plural alone', () => {
    expect(say(catalogue, 'en', 'part_other')).toBe('another part');
  });

  it('never shows an empty place for words that are missing', () => {
    expect(() => say(catalogue, 'en', 'nothing')).toThrow('no words');
  });

  it('says in both languages what happened and what to do for every refusal', () => {
    const [urdu, english] = [{ ...URDU, ...LATER_URDU }, { ...ENGLISH, ...LATER_ENGLISH }];
    for (const words of [urdu, english]) expect(Object.keys(words).toSorted()).toEqual(Object.keys(REFUSALS).toSorted());
    for (const [name, sentences] of Object.entries(urdu)) {
      expect(sentences.every((sentence) => /[\u0600-\u06ff]/.test(sentence)), name).toBe(true);
    }
    for (const sentences of Object.values(english)) expect(sentences.every((sentence) => sentence.endsWith('.'))).toBe(true);
  });
});
