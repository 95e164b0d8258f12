/** Fills a form to its end with the app's engine, as somebody who tries until the form is content. */
import type { Answer } from '../../../static/src/capture/answers';
import type { Item } from '../../../static/src/capture/tree';
import { type Chance, chanceOf, pick } from './chance';
import { Ours } from './ours';

const ROUNDS = 60;
const TRIES = 80;
const TEXTS = ['گواہی', 'Quetta', 'A', '12', '1234', '12345', '0300123456', '03001234567', '1234567890123', 'QA01', 'someone@example.org', 'yes'];

function candidate(ours: Ours, item: Item, chance: Chance): Answer {
  switch (item.node.t) {
    case 'integer':
      return Math.floor(chance() ** 3 * (chance() < 0.1 ? 20_000 : 120));
    case 'decimal':
      return (chance() ** 2 * (chance() < 0.1 ? 5_000 : 100)).toFixed(1);
    case 'date':
      return new Date(Date.now() - Math.floor(chance() ** 3 * 20_000) * 86_400_000).toISOString().slice(0, 10);
    case 'time':
      return '10:30';
    case 'dateTime':
      return '2026-11-20T10:30';
    case 'geopoint':
      return '29.8 66.8';
    case 'select_one':
      return pick(chance, ours.choices(item)) ?? null;
    case 'select_multiple': {
      const choices = ours.choices(item);
      const some = chance() < 0.2 ? choices : choices.filter(() => chance() < 0.3);
      return some.length > 0 ? some : choices.slice(0, 1);
    }
    default:
      return pick(chance, TEXTS) ?? 'A';
  }
}

/** Answers everything that is asked, as the form wants it. Returns what could not be answered. */
export function fill(form: unknown, seed: number): { readonly answered: number; readonly left: readonly string[] } {
  const ours = new Ours(form);
  const chance = chanceOf(seed);
  for (let round = 0; round < ROUNDS; round += 1) {
    const wanting = ours.wanting();
    if (wanting.length === 0) break;
    for (const item of wanting) {
      const now = ours.current(item);
      if (now === null || !ours.isWanting(now)) continue;
      for (let tries = 0; tries < TRIES; tries += 1) {
        const again = ours.current(item);
        if (again === null) break;
        ours.set(again, candidate(ours, again, chance));
        const then = ours.current(item);
        if (then === null || !ours.isWanting(then)) break;
      }
    }
  }
  const answered = [...ours.leaves().values()].filter(({ answer }) => answer !== null).length;
  return { answered, left: ours.wanting().map(({ node }) => node.n) };
}

