/** The 2,048 words that passphrases are drawn from (BIP 39): a script of its own, because only founding and joining need it. */
export { wordlist } from '@scure/bip39/wordlists/english.js';
