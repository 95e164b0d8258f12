/** The app's engine as the comparison drives it: a tree by XPath-like places, answered at random. */
import { isEmpty, NOTHING, setAnswer, type Answer, type Answers } from '../../../static/src/capture/answers';
import { problemsIn } from '../../../static/src/capture/check';
import { choicesOf } from '../../../static/src/capture/choices';
import { newAnswers, newMember } from '../../../static/src/capture/edit';
import { settled } from '../../../static/src/capture/settled';
import { isTrue, type Moment } from '../../../static/src/capture/evaluate';
import { isAsked, readForm, type Form } from '../../../static/src/capture/form';
import { giveMore } from '../../../static/src/capture/more';
import { Tree, walk, type Item } from '../../../static/src/capture/tree';

giveMore();

const MOMENT: Moment = { now: new Date().toISOString().replace('Z', '+00:00'), language: 'en', chance: 0.5, uuid: '00000000-0000-4000-8000-000000000000' };

export class Ours {
  readonly form: Form;
  readonly #today = new Date().toISOString().slice(0, 10);
  #answers: Answers = NOTHING;
  #count = 0;
  tree: Tree;

  constructor(data: unknown) {
    this.form = readForm(data);
    this.#settle(newAnswers(this.form, this.#today, MOMENT));
    this.tree = this.#grown();
    // ODK begins with one member of every repeat whose number nobody counts.
    for (let again = true; again; ) {
      const bare = walk(this.tree.items).find(({ kind, node, children }) => kind === 'repeat' && node.cnt === undefined && children.length === 0);
      again = bare !== undefined;
      if (bare !== undefined) this.add(bare);
    }
  }

  /** Questions by their place, as ODK writes it: `/g/rep[1]/q`. */
  leaves(): ReadonlyMap<string, Item> {
    const found = new Map<string, Item>();
    const visit = (items: readonly Item[], above: string): void => {
      for (const item of items) {
        const at = `${above}/${item.node.n}`;
        if (item.kind === 'question') found.set(at, item);
        else if (item.kind === 'repeat') item.children.forEach((member, i) => visit(member.children, `${at}[${i + 1}]`));
        else visit(item.children, at);
      }
    };
    visit(this.tree.items, '');
    return found;
  }

  repeats(): ReadonlyMap<string, Item> {
    const found = new Map<string, Item>();
    const visit = (items: readonly Item[], above: string): void => {
      for (const item of items) {
        const at = `${above}/${item.node.n}`;
        if (item.kind === 'repeat') {
          found.set(at, item);
          item.children.forEach((member, i) => visit(member.children, `${at}[${i + 1}]`));
        } else visit(item.children, at);
      }
    };
    visit(this.tree.items, '');
    return found;
  }

  set(item: Item, answer: Answer): void {
    this.#settle(setAnswer(this.#answers, item.path, answer));
  }

  /**
   * The app keeps what was said when it is offered no more, asks again and does not seal meanwhile; ODK's engine empties some of it. Emptied
   * here, so that the rest can be compared. Returns the new texts of what was emptied.
   */
  forgetWhatIsNotOffered(): ReadonlyMap<string, string> {
    const emptied = new Map<string, string>();
    for (let again = true; again; ) {
      again = false;
      for (const [at, item] of this.leaves()) {
        if ((item.node.t !== 'select_one' && item.node.t !== 'select_multiple') || isEmpty(item.answer)) continue;
        const offered = new Set(this.choices(item));
        const chosen = typeof item.answer === 'object' && item.answer !== null ? item.answer : [String(item.answer)];
        const kept = chosen.filter((value) => offered.has(value));
        if (kept.length === chosen.length) continue;
        this.set(item, item.node.t === 'select_one' ? null : kept);
        emptied.set(at, kept.join(' '));
        again = true;
        break;
      }
    }
    return emptied;
  }

  add(repeat: Item): void {
    this.#settle(newMember(this.form, this.#answers, this.#today, repeat.node.n, repeat.member?.id ?? null, this.#random(), MOMENT).answers);
  }

  /** Questions that have no answer, or one that cannot be right. */
  wanting(): readonly Item[] {
    return [...this.leaves().values()].filter((item) => this.isWanting(item));
  }

  isWanting(item: Item): boolean {
    if (!isAsked(item.node) || item.node.t === 'note' || item.node.ro === true || item.node.calc !== undefined || !this.tree.isRelevant(item)) return false;
    return (isEmpty(item.answer) && this.choices(item).length + (item.node.list === undefined ? 1 : 0) > 0) || problemsIn(this.tree, [item], true).length > 0;
  }

  /** The same question after answers have changed; null if it is gone. */
  current(item: Item): Item | null {
    const path = item.path.join('/');
    return walk(this.tree.items).find((one) => one.kind === 'question' && one.path.join('/') === path) ?? null;
  }

  choices(item: Item): readonly string[] {
    return choicesOf(this.tree, item).map(({ v }) => v);
  }

  /** Null where nothing is asked of the answer. */
  constraint(item: Item): boolean | null {
    if (item.node.con === undefined || isEmpty(item.answer)) return null;
    return isTrue(item.node.con, this.tree.scope(item));
  }

  #settle(answers: Answers): void {
    this.#answers = settled(this.form, answers, this.#today, MOMENT, () => this.#random());
    this.tree = this.#grown();
  }

  #grown(): Tree {
    return new Tree(this.form, this.#answers, this.#today, MOMENT);
  }

  #random(): Uint8Array {
    this.#count += 1;
    const bytes = new Uint8Array(12);
    new DataView(bytes.buffer).setUint32(8, this.#count);
    return bytes;
  }
}

