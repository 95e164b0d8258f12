/** Passphrases: suggesting a strong one. What a person's own is worth, `strength.ts` estimates; only of drawn words it is known. */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { type Random, present } from '../format/bytes';

/** BIP39's, 2,048 words. A paper copy is spelled with it too. */
export { wordlist };

/** Six of 2,048 words: 66 bits. At 1.5 s a try that is out of reach, also for somebody with thousands of machines. */
const WORDS = 6;

export function suggestPassphrase(random: Random): string {
  const words: string[] = [];
  for (let i = 0; i < WORDS; i += 1) {
    // 65,536 is a multiple of 2,048, so every word is as likely as any other.
    const [high, low] = random(2);
    words.push(present(wordlist[(present(high) * 256 + present(low)) % wordlist.length]));
  }
  return words.join(' ');
}
