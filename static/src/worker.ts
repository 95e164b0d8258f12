/**
 * The worker: takes one call a message, answers it by value or by a named refusal, and passes on what the engine says by itself. It ends when the page
 * locks, and with it every key in memory. Never answers anything that is not a method of the journey.
 */
import type { Fetched, Journey, JourneyEvent } from './journey';
import { browserWorld } from './story/browser';
import { Engine } from './story/engine';
import { refusalOf } from './story/inside';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}
type Reply = { readonly id: number; readonly ok: unknown } | { readonly id: number; readonly refusal: string; readonly detail: string };

/** All of them, and a compile error if one is missing; but for those of keys and media, which are asked for once they were fetched. */
const METHODS: Readonly<Record<Exclude<keyof Journey, keyof Fetched>, true>> = {
  appName: true,
  door: true,
  suggestPassphrase: true,
  passphraseStrength: true,
  found: true,
  readInvite: true,
  join: true,
  unlock: true,
  startDemo: true,
  erase: true,
  destroyKeys: true,
  passphrases: true,
  changePassphrase: true,
  addSecond: true,
  removeSecond: true,
  setTapsErase: true,
  overview: true,
  setPersisted: true,
  release: true,
  drafts: true,
  saveDraft: true,
  discardDraft: true,
  seal: true,
  handed: true,
  sync: true,
  attend: true,
  dataBudget: true,
  setDataBudget: true,
  sendAnyway: true,
  carrying: true,
  writeLetters: true,
  writeReceipts: true,
  takeFile: true,
  forgetFile: true,
  ownTestimony: true,
  correct: true,
  forgetOwn: true,
  withdrawalNumber: true,
  withdraw: true,
  findingSeen: true,
  openings: true,
  guardedNames: true,
  openingDeed: true,
  openName: true,
  queue: true,
  testimony: true,
  edit: true,
  decide: true,
  team: true,
  invite: true,
  revokeInvite: true,
  admit: true,
  govern: true,
  teamForms: true,
  compileForm: true,
  desk: true,
  joinDesk: true,
  unlockDesk: true,
  previewExport: true,
  makeExport: true,
};

const isMethod = (name: string): name is keyof typeof METHODS => Object.hasOwn(METHODS, name);
const isFetched = (fetched: Fetched, name: string): name is keyof Fetched => Object.hasOwn(fetched, name);
// A dedicated worker speaks with the page that started it and with nobody else: there is no origin to name.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const post = (message: Reply | { readonly event: JourneyEvent }): void => self.postMessage(message);
// The page names its worker after the relay, if that is not where the page came from.
const world = browserWorld(self.location.origin, self.name || self.location.origin, (event) => post({ event }));
const engine = new Engine(world);

async function askFetched(name: string, args: readonly unknown[]): Promise<unknown> {
  const fetched = await engine.fetched();
  if (!isFetched(fetched, name)) throw new TypeError('no such method');
  return Reflect.apply(fetched[name], fetched, args);
}

async function answer({ id, method, args }: Call): Promise<Reply> {
  try {
    return { id, ok: await (isMethod(method) ? Reflect.apply(engine[method], engine, args) : askFetched(method, args)) };
  } catch (cause) {
    const refusal = refusalOf(cause);
    if (refusal.name === 'app_failed') world.report(cause);
    return { id, refusal: refusal.name, detail: refusal.detail };
  }
}

self.addEventListener('message', (message: MessageEvent<Call>) => {
  void answer(message.data).then(post);
});
self.addEventListener('online', () => engine.comeBack());
