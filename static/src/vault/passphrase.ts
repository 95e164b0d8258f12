/**
 * Passphrases: suggesting a strong one, and telling the worst ones from the rest. The check is small and says so: it finds what a patient person
 * would try first, and proves of nothing that it is strong. Only drawn words do that.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { type Random, present } from '../format/bytes';

/** BIP39's, 2,048 words. A paper copy is spelled with it too. */
export { wordlist };

/** Six of 2,048 words: 66 bits. At 1.5 s a try that is out of reach, also for somebody with thousands of machines. */
const WORDS = 6;
const SHORTEST = 12;
/** What is left of a passphrase when the words below, figures and signs are taken away must be more than a few letters. */
const LEAST_LETTERS = 6;
const WORN =
  /passwor[dt]|passphrase|qwert[yz]?|asdf(?:gh)?|zxcv(?:bn)?|letmein|welcome|iloveyou|admin|secret|login|gawahi|pakistan|balochistan|afghanistan|bismillah|allah|inshallah|گواہی|پاکستان|اللہ|بسم/giu;

export function suggestPassphrase(random: Random): string {
  const words: string[] = [];
  for (let i = 0; i < WORDS; i += 1) {
    // 65,536 is a multiple of 2,048, so every word is as likely as any other.
    const [high, low] = random(2);
    words.push(present(wordlist[(present(high) * 256 + present(low)) % wordlist.length]));
  }
  return words.join(' ');
}

/** Null if nothing is wrong with it that this check knows. */
export function weakPassphrase(passphrase: string): 'short' | 'common' | null {
  const written = Array.from(passphrase.normalize('NFKC').trim());
  if (written.length < SHORTEST) return 'short';
  const bare = written.join('').toLowerCase().replaceAll(/\s/gu, '');
  const letters = bare.replaceAll(WORN, '').replaceAll(/[^\p{L}]/gu, '');
  const isCommon = repeatsItself(bare) || isSequence(bare) || Array.from(letters).length < LEAST_LETTERS;
  return isCommon ? 'common' : null;
}

/** One piece over and over, the last time perhaps cut short. */
function repeatsItself(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period += 1) {
    if (Array.from({ length: text.length - period }, (_, at) => at).every((at) => text[at] === text[at + period])) return true;
  }
  return false;
}

/** Every character one further, or one back: 'abcdefghijkl'. */
function isSequence(text: string): boolean {
  const steps = Array.from({ length: text.length - 1 }, (_, at) => text.charCodeAt(at + 1) - text.charCodeAt(at));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}
