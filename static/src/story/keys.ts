/** The journey of the keys, call by call: what each of them does stands in the files beside this one. */
import type { KeysJourney } from '../journey/keys';
import { keysCare, paperCopy, paperTyped, rehearse, strangeWords, writeBackup } from './backup';
import { drill } from './drill';
import type { Inside } from './inside';
import { readReturn, recover } from './recover';
import { rollKeys } from './rolling';
import { setSecondFactor } from './second_factor';
import type { World } from './world';

/** Sets something up at the closed door and then opens it. */
export type Enter = (passphrase: string, setUp: () => Promise<void>) => Promise<void>;

/** Nothing here holds a turn: a slow key or a long drill stops no testimony from being sealed. */
export function keysJourney(world: World, inside: Inside, enter: Enter): KeysJourney {
  const changing = async <Result>(work: Promise<Result>): Promise<Result> => {
    const result = await work;
    inside.changed();
    return result;
  };
  return {
    keysCare: () => keysCare(inside.held()),
    rehearse: (passphrase, fromMemory, second) => changing(rehearse(inside.held(), passphrase, fromMemory, second)),
    setSecondFactor: (passphrase, before, after) => changing(setSecondFactor(inside.held(), passphrase, before, after)),
    paperCopy: () => paperCopy(inside.held()),
    paperTyped: (words) => changing(paperTyped(inside.held(), words)),
    strangeWords: (words) => strangeWords(words),
    writeBackup: (passphrase) => changing(writeBackup(inside.held(), passphrase)),
    drill: (source) => changing(drill(inside.held(), source)),
    rollKeys: (link) => changing(rollKeys(inside.held(), link)),
    readReturn: (source, link) => readReturn(world, source, link),
    returnWith: (source, link, passphrase) => enter(passphrase, () => recover(world, source, link, passphrase)),
  };
}
