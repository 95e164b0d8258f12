/**
 * A testimony in the order of its form: sections, answers, members, what nobody answered.
 *
 * The one rule: nothing that the testimony holds may fall out. What the form does not know comes last, by its raw name.
 */
import { MARK_FIELD, NUMBER_FIELD } from '../../format/withdrawal';
import { PARENT, positionOf } from '../../capture/answers';
import type { Hex, MemberView, Path, PathView, Testimony } from '../../journey';
import { keyOf } from './members';
import type { Question, Questions, Section } from './questions';

/** A position beyond this was not counted by a person. */
const MOST_MEMBERS = 9_999;

export interface Answered {
  readonly view: PathView;
  readonly name: string;
  /** Null if the form does not know the name. */
  readonly question: Question | null;
}

export interface MemberBlock {
  readonly collection: string;
  readonly member: Hex;
  readonly state: MemberView['state'];
  /** The number that is read aloud ("victim 2"); it stays when another member is taken out. */
  readonly number: number;
  readonly section: Section | null;
  readonly answers: readonly Answered[];
  readonly unanswered: readonly Question[];
  readonly nested: readonly MemberBlock[];
  /** True if one person took it out and another kept it. */
  readonly disputed: boolean;
}

export interface Block {
  /** Null for what the form does not know. */
  readonly section: Section | null;
  readonly answers: readonly Answered[];
  readonly unanswered: readonly Question[];
  readonly members: readonly MemberBlock[];
}

function isAskedHere(question: Question): boolean {
  return question.compartment !== 'identity' && !question.filled;
}

function unanswered(section: Section | null, answers: readonly Answered[]): readonly Question[] {
  const names = new Set(answers.map((answer) => answer.name));
  return section?.questions.filter((question) => isAskedHere(question) && !names.has(question.name)) ?? [];
}

/** Answers in the form's order; those that the form does not know at this place follow, in the order of their names. */
function inOrder(questions: readonly Question[], answers: readonly Answered[]): readonly Answered[] {
  const order = new Map(questions.map((question, index) => [question.name, index]));
  const at = (answer: Answered) => order.get(answer.name) ?? questions.length;
  return [...answers].sort((a, b) => at(a) - at(b) || (a.name < b.name ? -1 : 1));
}

function answered(view: PathView, name: string, questions: Questions, collection: string | null): Answered {
  const known = questions.byName.get(name);
  return { view, name, question: known?.collection === collection ? known : null };
}

/** Collection and member: an id alone does not say which member is meant, because an author is free to use one twice. */
type Place = string;

function place(collection: string, member: Hex): Place {
  return `${collection}/${member}`;
}

/** The testimony, looked up by member: read once, asked often. */
interface Shown {
  readonly questions: Questions;
  readonly paths: readonly PathView[];
  readonly members: readonly MemberView[];
  readonly viewsOf: ReadonlyMap<Place, readonly PathView[]>;
  /** Child to parent, and only where following the parents ends: members that name each other in a ring are shown as if they named nobody. */
  readonly parents: ReadonlyMap<Place, Place>;
}

/** A member names its parent by id; the form says in which collection to look. */
function parentOf({ collection }: MemberView, views: readonly PathView[], questions: Questions): Place | null {
  const outer = collectionNamed(questions, collection)?.inside ?? null;
  const values = views.find((view) => view.path[2] === PARENT)?.values ?? [];
  const parent = values.length === 1 ? values[0]?.x : null;
  return outer !== null && typeof parent === 'string' ? place(outer, parent) : null;
}

function endsSomewhere(child: Place, parents: ReadonlyMap<Place, Place>): boolean {
  const passed = new Set<Place>();
  for (let at: Place | undefined = child; at !== undefined; at = parents.get(at)) {
    if (passed.has(at)) return false;
    passed.add(at);
  }
  return true;
}

function look(testimony: Testimony, questions: Questions): Shown {
  const viewsOf = new Map<Place, PathView[]>();
  const members = new Map(testimony.members.map((member) => [place(member.collection, member.member), member]));
  for (const view of testimony.paths) {
    const [collection, member] = view.path;
    if (collection === undefined || member === undefined) continue;
    const at = place(collection, member);
    const views = viewsOf.get(at);
    if (views) views.push(view);
    else viewsOf.set(at, [view]);
    if (!members.has(at)) members.set(at, { collection, member, state: 'there' });
  }
  const named = [...members].map(([at, member]): [Place, Place | null] => [at, parentOf(member, viewsOf.get(at) ?? [], questions)]);
  const all = new Map(named.filter((pair): pair is [Place, Place] => pair[1] !== null && members.has(pair[1])));
  const parents = new Map([...all].filter(([child]) => endsSomewhere(child, all)));
  const inByteOrder = [...members.values()].sort((a, b) => (a.member < b.member ? -1 : 1));
  return { questions, paths: testimony.paths, members: inByteOrder, viewsOf, parents };
}

/** The members' own positions, unless two authors gave the same one: then they are counted as they stand. */
function numbered(members: readonly MemberView[]): readonly (readonly [MemberView, number])[] {
  const positions = members.map((member) => positionOf(member.member));
  const areClear = new Set(positions).size === positions.length && positions.every((position) => position >= 1 && position <= MOST_MEMBERS);
  return members.map((member, index) => [member, areClear ? (positions[index] ?? 0) : index + 1]);
}

function collectionNamed(questions: Questions, name: string): Section | null {
  return questions.sections.find((section) => section.repeats && section.name === name) ?? null;
}

function memberBlock(shown: Shown, { collection, member, state }: MemberView, number: number): MemberBlock {
  const section = collectionNamed(shown.questions, collection);
  const at = place(collection, member);
  const views = shown.viewsOf.get(at) ?? [];
  const answers = views.flatMap((view) => {
    const name = view.path[2];
    const isUnderItsParent = name === PARENT && shown.parents.has(at);
    return name === undefined || isUnderItsParent ? [] : [answered(view, name, shown.questions, collection)];
  });
  const children = shown.members.filter((child) => shown.parents.get(place(child.collection, child.member)) === at);
  return {
    collection,
    member,
    state,
    number,
    section,
    answers: inOrder(section?.questions ?? [], answers),
    unanswered: unanswered(section, answers),
    nested: numbered(children).map(([child, childNumber]) => memberBlock(shown, child, childNumber)),
    disputed: views.some((view) => view.path.length === 2 && view.state === 'conflict'),
  };
}

function collectionBlocks(shown: Shown, name: string): readonly MemberBlock[] {
  const members = shown.members.filter((member) => member.collection === name && !shown.parents.has(place(name, member.member)));
  return numbered(members).map(([member, number]) => memberBlock(shown, member, number));
}

function fieldAnswers(shown: Shown): readonly Answered[] {
  return shown.paths.flatMap((view) => {
    const [name, ...rest] = view.path;
    return name === undefined || rest.length > 0 ? [] : [answered(view, name, shown.questions, null)];
  });
}

function sectionBlock(shown: Shown, section: Section, fields: readonly Answered[]): Block {
  if (section.repeats) return { section, answers: [], unanswered: [], members: collectionBlocks(shown, section.name) };
  const names = new Set(section.questions.map((question) => question.name));
  const answers = fields.filter((answer) => answer.question !== null && names.has(answer.name));
  return { section, answers: inOrder(section.questions, answers), unanswered: unanswered(section, answers), members: [] };
}

function unknownBlock(shown: Shown, fields: readonly Answered[]): Block {
  const names = [...new Set(shown.members.map((member) => member.collection))];
  const unknown = names.filter((name) => collectionNamed(shown.questions, name) === null).sort();
  const answers = fields.filter((answer) => answer.question === null);
  return { section: null, answers: inOrder([], answers), unanswered: [], members: unknown.flatMap((name) => collectionBlocks(shown, name)) };
}

/** What the app itself adds (PROTOCOL sections 24 to 26) is no answer; voices and pictures stand by themselves (Recordings.tsx). */
const APART: ReadonlySet<string> = new Set(['gw_marks', 'gw_media', MARK_FIELD, NUMBER_FIELD]);
export const isApart = ([first = '']: Path): boolean => APART.has(first);

/** Every block that has something to show or to ask. Nested collections stand in the members they belong to. */
export function arrange(testimony: Testimony, questions: Questions): readonly Block[] {
  const shown = look({ ...testimony, paths: testimony.paths.filter(({ path }) => !isApart(path)), members: testimony.members.filter(({ collection }) => !isApart([collection])) }, questions);
  const fields = fieldAnswers(shown);
  const blocks = questions.sections.map((section) => sectionBlock(shown, section, fields));
  const holds = (block: Block) => block.answers.length + block.unanswered.length + block.members.length > 0;
  return [...blocks, unknownBlock(shown, fields)].filter(holds);
}

/** Paths in conflict, in the order in which the screen shows them. */
export function conflictsIn(blocks: readonly Block[]): readonly Answered[] {
  const ofMember = (member: MemberBlock): readonly Answered[] => [...member.answers, ...member.nested.flatMap(ofMember)];
  return blocks.flatMap((block) => [...block.answers, ...block.members.flatMap(ofMember)]).filter((answer) => answer.view.state === 'conflict');
}

/** Paths that have a place on the screen; an editor at any other path has to be given one. */
export function placesIn(blocks: readonly Block[]): ReadonlySet<string> {
  const ofMember = (block: MemberBlock): readonly Path[] => [
    ...block.answers.map((answer) => answer.view.path),
    ...(block.state === 'removed' ? [] : block.unanswered.map((question) => [block.collection, block.member, question.name])),
    ...block.nested.flatMap(ofMember),
  ];
  const ofBlock = (block: Block): readonly Path[] => [
    ...block.answers.map((answer) => answer.view.path),
    ...block.unanswered.map((question) => [question.name]),
    ...block.members.flatMap(ofMember),
  ];
  return new Set(blocks.flatMap(ofBlock).map(keyOf));
}

/** The id of the place on the page where an answer stands. */
export function placeOf(path: Path): string {
  return `answer-${keyOf(path).replace(/[^\w]+/g, '-')}`;
}
