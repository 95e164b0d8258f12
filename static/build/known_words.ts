/**
 * What people choose first: the commonest passwords and the words of dice lists, cut from @zxcvbn-ts/language-common while the app is built. The whole
 * list would weigh more than the rest of the app; whoever tries passwords begins at its top.
 */
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { Plugin } from 'vite';

const NAME = 'virtual:known-words';
const MOST = 5_000;

export function knownWords(): Plugin {
  const passwords = dictionary['passwords-common'].slice(0, MOST).join('\n');
  const words = dictionary['diceware-common'].join('\n');
  return {
    name: 'gawahi-known-words',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load: (id) =>
      id === `\0${NAME}` ? `export const passwords = ${JSON.stringify(passwords)};export const words = ${JSON.stringify(words)};export const qwerty = ${JSON.stringify(adjacencyGraphs.qwerty)};` : null,
  };
}
