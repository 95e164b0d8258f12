/**
 * The screens' only way to keys, disk and network: calls to the worker, one message each, answered by value or by a named refusal.
 *
 * This file holds no key and no testimony. `lock` ends the worker, and with it the memory that held both.
 */
import { isRefusalName, Refusal } from '../format/refusals';
import type { Journey, JourneyEvent } from '../journey';
import { trustedScript } from './trusted';

export interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}
/** `refusal` is a name of the catalogue; any other text is a mistake in the engine and shown as one. */
export type Reply = { readonly id: number; readonly ok: unknown } | { readonly id: number; readonly refusal: string; readonly detail?: string };
export type FromWorker = Reply | { readonly event: JourneyEvent };

/** The engine was locked before it could answer: the screen that asked is gone, so nothing is shown. */
export class Locked extends Error {}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Error) => void;
}
const waiting = new Map<number, Waiting>();
const listeners = new Set<(event: JourneyEvent) => void>();
let workerUrl = '';
let relayUrl = '';
let worker: Worker | null = null;
let calls = 0;

/** The relay's address, if the page names one (server/release/place.py); else empty: it is where the page came from. */
export const relayElsewhere = (): string => relayUrl;

/** Told once at the start, because only the build knows what the worker's file is called. */
export function engineLivesAt(url: string, relay = ''): void {
  workerUrl = url;
  relayUrl = relay;
}

export function onChange(listener: (event: JourneyEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function settle(message: FromWorker): void {
  if ('event' in message) {
    for (const listener of listeners) listener(message.event);
    return;
  }
  const asked = waiting.get(message.id);
  waiting.delete(message.id);
  if (!('refusal' in message)) asked?.resolve(message.ok);
  else if (isRefusalName(message.refusal)) asked?.reject(new Refusal(message.refusal, message.detail));
  else asked?.reject(new Error(`${message.refusal}: ${message.detail ?? ''}`));
}

function rejectAll(reason: Error): void {
  const all = [...waiting.values()];
  waiting.clear();
  for (const asked of all) asked.reject(reason);
}

function start(): Worker {
  const started = new Worker(trustedScript(workerUrl), { type: 'module', name: relayUrl });
  started.addEventListener('message', (message: MessageEvent<FromWorker>) => settle(message.data));
  started.addEventListener('error', (event) => rejectAll(new Error(event.message || 'the engine could not be started')));
  return started;
}

function call(method: string, args: readonly unknown[]): Promise<unknown> {
  worker ??= start();
  const message: Call = { id: ++calls, method, args };
  const running = worker;
  return new Promise((resolve, reject) => {
    waiting.set(message.id, { resolve, reject });
    running.postMessage(message, []);
  });
}

export function lock(): void {
  worker?.terminate();
  worker = null;
  rejectAll(new Locked());
}

/** Every method of `Journey` is one call, by its own name: the worker implements `Journey` and nothing else. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a proxy has every method that its type names
export const engine = new Proxy({} as Journey, {
  get: (_target, method) => (...args: readonly unknown[]) => call(String(method), args),
});
