/**
 * How many guesses a passphrase of a person's own making is worth, by zxcvbn: what people choose first, words, patterns of the keyboard, repetitions,
 * dates. It runs in the worker and keeps nothing. An estimate: only drawn words are proven to be strong.
 */
import { type Match, ZxcvbnFactory } from '@zxcvbn-ts/core';
import { passwords, qwerty, words } from 'virtual:known-words';
import { wordlist } from './passphrase';

type Weakness = 'short' | 'common' | 'few_words' | 'pattern' | 'repeats' | 'date';
interface Strength {
  /** Of ten. */
  readonly power: number;
  readonly level: 'weak' | 'fair' | 'strong';
  readonly why: Weakness | null;
}

/**
 * 10^14. A copied key file of 64 MiB can be tried some 2,500 times a second on the fastest graphics card of 2026 (it is bound by memory). A thousand of
 * them find a passphrase of 10^14 guesses after about half a year, on average; one, after six hundred years.
 */
const ENOUGH = 14;
const STRONG = 18;
/** A word of everyday Urdu, Persian, Pashto or Arabic, as somebody would try it who knows the language: one of about 3,000. */
const WORD = 3.5;
/** One of those below, which everybody tries first. */
const WORN_WORD = 2;
const OTHER_SCRIPT = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;
/** What is said and written most where this app is used, and on no list of passwords. */
const LOCAL = (
  'gawahi pakistan balochistan quetta mastung afghanistan kabul lahore karachi peshawar islamabad hazara baloch pashtun allah bismillah inshallah mashallah alhamdulillah subhanallah ' +
  'muhammad mohammad ahmed ahmad ali hassan hussain fatima zainab ayesha khan zindabad salam assalam alaikum ' +
  'گواہی پاکستان بلوچستان کوئٹہ مستونگ افغانستان کابل لاہور کراچی پشاور اللہ بسم الرحمن الرحیم الحمدللہ سبحان محمد احمد علی حسن حسین فاطمہ زینب عائشہ خان زندہ باد سلام السلام علیکم ' +
  'ہے کے میں کی اور سے کا کو نے پر یہ وہ ہم تم آپ میرا میری ہمارا دل دوست ماں باپ بھائی بہن گھر وطن زندگی محبت خدا'
).split(' ');
const FAMOUS = ['correct horse battery staple'];
const worn: ReadonlySet<string> = new Set(LOCAL);

const lists = { passwords: passwords.split('\n'), words: [...new Set([...words.split('\n'), ...wordlist])], local: [...LOCAL, ...FAMOUS] };
let zxcvbn: ZxcvbnFactory | null = null;

export function strengthOf(typed: string): Strength {
  const passphrase = typed.normalize('NFKC').trim();
  zxcvbn ??= new ZxcvbnFactory({ dictionary: lists, graphs: { qwerty } });
  const { guessesLog10, sequence } = zxcvbn.check(passphrase);
  const power = Math.max(0, Math.min(guessesLog10, ofOtherScripts(passphrase)));
  return { power, level: power < ENOUGH ? 'weak' : power < STRONG ? 'fair' : 'strong', why: power < ENOUGH ? whyWeak(passphrase, sequence) : null };
}

/** The library knows no word of other scripts and takes each letter for a surprise. Here each different word counts once, whatever its length. */
function ofOtherScripts(passphrase: string): number {
  if (!OTHER_SCRIPT.test(passphrase)) return Number.POSITIVE_INFINITY;
  return [...new Set(passphrase.split(/\s+/u))].reduce((power, word) => power + (worn.has(word) ? WORN_WORD : WORD), 0);
}

const REASONS: Readonly<Record<string, Weakness>> = { repeat: 'repeats', sequence: 'pattern', spatial: 'pattern', date: 'date', regex: 'date', wordSequence: 'pattern' };

/** Of the piece that takes most letters for fewest guesses; too few letters in all, if none of it is known. */
function whyWeak(passphrase: string, sequence: readonly Match[]): Weakness {
  const known = sequence.filter(({ pattern }) => pattern !== 'bruteforce' && pattern !== 'separator').toSorted((one, other) => other.token.length - one.token.length);
  const [worst] = known;
  if (worst === undefined || worst.token.length * 2 < passphrase.length) return OTHER_SCRIPT.test(passphrase) || known.length > 1 ? 'few_words' : 'short';
  if (worst.pattern === 'dictionary') return worst['dictionaryName'] === 'words' ? 'few_words' : 'common';
  return REASONS[worst.pattern] ?? 'short';
}
