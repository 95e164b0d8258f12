/**
 * The 24 words of a paper copy (PROTOCOL section 21): BIP39's English ones, with its checksum. The list is handed in, because the passphrases that are
 * suggested at the door use the same one. Of each word the first four letters are enough: no two words of the list share them.
 */
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { ROOT_SIZE } from '../format/backup';
import { type Bytes, concat, present } from '../format/bytes';
import { Refusal } from '../format/refusals';

const WORDS = 24;
const ENOUGH_LETTERS = 4;

export function wordsOf(root: Uint8Array, list: readonly string[]): readonly string[] {
  if (root.length !== ROOT_SIZE) throw new RangeError(`a root of ${root.length} bytes`);
  return entropyToMnemonic(root, [...list]).split(' ');
}

/** What stands at each place as a person typed it: the word of the list, or null. */
export function knownWords(typed: string, list: readonly string[]): readonly (string | null)[] {
  const byBeginning = new Map(list.map((word) => [word.slice(0, ENOUGH_LETTERS), word]));
  const written = typed.normalize('NFKC').toLowerCase().split(/\s+/u).filter((word) => word !== '');
  return written.map((word) => {
    const known = byBeginning.get(word.slice(0, ENOUGH_LETTERS));
    return known?.startsWith(word) ? known : null;
  });
}

/** Refuses `words_wrong`: not 24, one that is not of the list, or a checksum that does not fit. */
export function rootOf(typed: string, list: readonly string[]): Bytes {
  const known = knownWords(typed, list);
  if (known.length !== WORDS || known.includes(null)) throw new Refusal('words_wrong');
  try {
    return concat(mnemonicToEntropy(known.map((word) => present(word ?? undefined)).join(' '), [...list]));
  } catch (cause) {
    // The library says so by plain errors: everything else about them was looked at above.
    throw new Refusal('words_wrong', 'checksum', cause);
  }
}
