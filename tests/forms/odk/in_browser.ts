/** Fills one form at random in both engines and compares everything after each answer. */
import type { Answer } from '../../../static/src/capture/answers';
import { isAsked } from '../../../static/src/capture/form';
import type { Item } from '../../../static/src/capture/tree';
import { type Chance, chanceOf, pick } from './chance';
import { fill } from './fill';
import { Ours } from './ours';
import { Theirs, choicesOf, constraintOf, setText, textOf } from './theirs';

interface Difference {
  readonly what: 'relevance' | 'value' | 'choices' | 'constraint' | 'place';
  readonly at: string;
  readonly step: string;
  readonly ours: string;
  readonly theirs: string;
}
interface Compared {
  readonly comparisons: number;
  readonly differences: readonly Difference[];
  readonly answers: number;
}
const MOST_DIFFERENCES = 1_000;

const WORDS = ['', 'a', 'گواہی', 'Quetta', '12', 'yes no', 'someone@example.org', '03001234567'];
const NUMBERS = [0, 1, 2, 3, 5, 7, 12, 17, 18, 45, 99, 120, 1000, -1];

function answerFor(ours: Ours, item: Item, chance: Chance): Answer | undefined {
  const { node } = item;
  const choices = (): readonly string[] => ours.choices(item);
  if (chance() < 0.08) return node.t === 'select_multiple' ? [] : null;
  switch (node.t) {
    case 'text':
      return pick(chance, WORDS) ?? null;
    case 'integer':
      return pick(chance, NUMBERS) ?? null;
    case 'decimal':
      return `${pick(chance, NUMBERS) ?? 0}.5`;
    case 'date':
      return `${2000 + Math.floor(chance() * 30)}-0${1 + Math.floor(chance() * 9)}-1${Math.floor(chance() * 9)}`;
    case 'select_one':
      return pick(chance, choices()) ?? null;
    case 'select_multiple':
      return node.a === 'rank' ? undefined : choices().filter(() => chance() < 0.35);
    default:
      return undefined;
  }
}

const textOfAnswer = (answer: Answer): string => (answer === null ? '' : typeof answer === 'object' ? answer.join(' ') : String(answer));

export async function compare(form: unknown, xml: string, seed: number, steps: number): Promise<Compared> {
  const ours = new Ours(form);
  const theirs = await Theirs.open(xml);
  const chance = chanceOf(seed);
  const differences: Difference[] = [];
  let comparisons = check(ours, theirs, 'at the start', differences);
  let answers = 0;
  for (let step = 0; step < steps; step += 1) {
    const said = (chance() < 0.05 && grow(ours, theirs, chance)) || answer(ours, theirs, chance);
    if (said === null) continue;
    answers += 1;
    comparisons += check(ours, theirs, said, differences);
    if (differences.length > MOST_DIFFERENCES) break;
  }
  return { comparisons, differences, answers };
}

function answer(ours: Ours, theirs: Theirs, chance: Chance): string | null {
  const nodes = theirs.leaves();
  const asked = [...ours.leaves()].filter(([at, item]) => isAsked(item.node) && item.node.ro !== true && ours.tree.isRelevant(item) && nodes.has(at));
  const chosen = pick(chance, asked);
  if (chosen === undefined) return null;
  const [at, item] = chosen;
  const value = answerFor(ours, item, chance);
  const node = nodes.get(at);
  if (value === undefined || node === undefined || !node.currentState.relevant || !setText(node, textOfAnswer(value))) return null;
  ours.set(item, value === '' ? null : value);
  for (let emptied = ours.forgetWhatIsNotOffered(); emptied.size > 0; emptied = ours.forgetWhatIsNotOffered()) {
    for (const [place, text] of emptied) {
      const changed = theirs.leaves().get(place);
      if (changed !== undefined) setText(changed, text);
    }
  }
  return `${at} := ${textOfAnswer(value)}`;
}

function grow(ours: Ours, theirs: Theirs, chance: Chance): string | null {
  const nodes = theirs.repeats();
  const chosen = pick(chance, [...ours.repeats()].filter(([at, item]) => item.node.cnt === undefined && ours.tree.isRelevant(item) && nodes.get(at)?.nodeType === 'repeat-range:uncontrolled'));
  if (chosen === undefined || chosen[1].children.length > 3) return null;
  const node = nodes.get(chosen[0]);
  if (node?.nodeType !== 'repeat-range:uncontrolled') return null;
  node.addInstances();
  ours.add(chosen[1]);
  for (const [at, inner] of theirs.repeats()) {
    const children = inner.currentState.children?.length ?? 0;
    for (let item = ours.repeats().get(at); item !== undefined && item.node.cnt === undefined && item.children.length < children; item = ours.repeats().get(at)) ours.add(item);
  }
  return `one more in ${chosen[0]}`;
}

function check(ours: Ours, theirs: Theirs, step: string, differences: Difference[]): number {
  const nodes = theirs.leaves();
  let comparisons = 0;
  const same = (what: Difference['what'], at: string, one: string, other: string): void => {
    comparisons += 1;
    if (one !== other) differences.push({ what, at, step, ours: one, theirs: other });
  };
  for (const [at, item] of ours.leaves()) {
    const node = nodes.get(at);
    const relevant = ours.tree.isRelevant(item);
    if (node === undefined) {
      if (relevant) same('place', at, 'there', 'not there');
      continue;
    }
    same('relevance', at, String(relevant), String(node.currentState.relevant));
    if (!relevant || !node.currentState.relevant) continue;
    if (item.node.keep !== true && item.node.t !== 'note') same('value', at, ours.tree.textOf(item), textOf(node));
    if (item.node.t === 'select_one' && item.node.f !== undefined) same('choices', at, ours.choices(item).join(' '), choicesOf(node).join(' '));
    const fits = ours.constraint(item);
    if (fits !== null) same('constraint', at, String(fits), String(constraintOf(node) ?? fits));
  }
  return comparisons;
}

// One chance for both engines: a form may draw lots.
Math.random = () => 0.5;
Object.assign(globalThis, { compare, fill });
