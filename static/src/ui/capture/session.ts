/**
 * One open draft: its answers, the tree that follows from them, and saving by itself.
 *
 * It says "saved" only after the engine has answered. It never saves once the draft was sealed or deleted.
 */
import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { Answer, Answers, Draft, SealField } from '../../journey';
import type { Handed } from '../../journey/own';
import { removeMember, newMember } from '../../capture/edit';
import { setAnswer } from '../../capture/answers';
import type { Moment } from '../../capture/evaluate';
import type { Path } from '../../capture/answers';
import type { Form } from '../../capture/form';
import { sealFields } from '../../capture/seal';
import { Tree } from '../../capture/tree';

export type Saved = { readonly state: 'nothing' | 'waiting' | 'saving' | 'saved' } | { readonly state: 'failed'; readonly refusal: unknown };

export interface Session {
  readonly draftId: string;
  readonly form: Form;
  readonly tree: ReadonlySignal<Tree>;
  readonly saved: ReadonlySignal<Saved>;
  /** Name of the part that is open; kept so that a reload comes back to it. */
  readonly at: () => string;
  readonly goTo: (part: string) => void;
  readonly set: (path: Path, value: Answer) => void;
  readonly add: (collection: string, parent: string | null) => string;
  readonly remove: (memberId: string) => void;
  /** Saves what is not saved yet; resolves when it is. */
  readonly flush: () => Promise<void>;
  /** Stored when it resolves, also if nothing was typed yet. Rejects with the refusal. */
  readonly keep: () => Promise<void>;
  /** What must be over before the draft ends. */
  readonly closing: Set<() => Promise<void>>;
  readonly fields: () => readonly SealField[];
  /** Saves the rest, then lets `work` take the draft away: nothing is saved after it began, unless it fails. */
  readonly end: <T>(work: () => Promise<T>) => Promise<T>;
}

/** `number`: by which the witness takes consent back; null if there is none, because nobody was asked or it could not be made. */
export interface JustSealed {
  readonly handed: Handed;
  readonly number: string | null;
  readonly hasWitness: boolean;
}

export interface Start {
  readonly form: Form;
  readonly draft: Draft;
  readonly stored: boolean;
  readonly today: string;
  readonly save: (draft: Draft) => Promise<void>;
  readonly now: () => number;
  readonly random: () => Uint8Array;
  readonly outside?: Outside | undefined;
}

/** What a form from outside may ask for beside its answers, and what it works out by itself. */
export interface Outside {
  readonly moment: () => Moment;
  readonly settled: (answers: Answers) => Answers;
}

const SAVE_AFTER_MS = 400;

export function openSession({ form, draft, stored, today, save, now, random, outside }: Start): Session {
  const settled = outside?.settled ?? ((given: Answers): Answers => given);
  const moment = (): Moment | null => outside?.moment() ?? null;
  const answers = signal<Answers>(settled(draft.answers));
  const tree = computed(() => new Tree(form, answers.value, today, moment()));
  const saved = signal<Saved>({ state: stored ? 'saved' : 'nothing' });
  let at = draft.at;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> = Promise.resolve();
  let dirty = false;
  let ended = false;
  const closing = new Set<() => Promise<void>>();

  const saveOnce = async (): Promise<void> => {
    if (!dirty || ended) return;
    dirty = false;
    saved.value = { state: 'saving' };
    try {
      await save({ ...draft, answers: answers.peek(), at, changed: now() });
      saved.value = { state: dirty ? 'waiting' : 'saved' };
    } catch (refusal) {
      dirty = true;
      saved.value = { state: 'failed', refusal };
    }
  };
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    running = running.then(saveOnce);
    await running;
  };
  const changed = (next: Answers): void => {
    answers.value = settled(next);
    dirty = true;
    saved.value = { state: 'waiting' };
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), SAVE_AFTER_MS);
  };
  return {
    draftId: draft.id,
    form,
    tree,
    saved,
    at: () => at,
    goTo(part) {
      if (part === at) return;
      at = part;
      if (saved.peek().state !== 'nothing') changed(answers.peek());
    },
    set: (path, value) => changed(setAnswer(answers.peek(), path, value)),
    add(collection, parent) {
      const added = newMember(form, answers.peek(), today, collection, parent, random(), moment());
      changed(added.answers);
      return added.id;
    },
    remove: (memberId) => changed(removeMember(form, answers.peek(), today, memberId, moment())),
    flush,
    async keep() {
      dirty = true;
      await flush();
      const after = saved.peek();
      if (after.state === 'failed') throw after.refusal;
    },
    closing,
    fields: () => sealFields(form, answers.peek(), today, moment()),
    async end(work) {
      await Promise.all([...closing].map((close) => close()));
      await flush();
      ended = true;
      clearTimeout(timer);
      try {
        return await work();
      } catch (reason) {
        ended = false;
        throw reason;
      }
    },
  };
}
