/**
 * Where a testimony's texts hold what is kept apart: names, numbers, places of a witness, in any script or spelling. Marked by the phone before it
 * seals, because it is the last that knows the names; who redacts a text later needs no name for it. It finds words that look alike, never all.
 *
 * The marks travel in the field `gw_marks` (PROTOCOL section 24), one text for each text of the testimony, also for those in which nothing was found.
 */
import { hex, utf8 } from '../format/bytes';
import { plainHash } from '../format/hash';
import { type Span, marks, wordsOf } from '../format/spelling';
import { isEmpty } from './answers';
import type { SealField } from './seal';
import { type Item, type Tree, walk } from './tree';
import { answerText } from './values';

export const MARKS = 'gw_marks';
const HASH_BYTES = 8;
/** A longer text is an account, and its words stand everywhere. */
const MOST_WORDS = 12;
const isName = (value: string): boolean => value.length > 1 && wordsOf(value).length <= MOST_WORDS;

export interface MarkedText {
  readonly item: Item;
  readonly text: string;
  readonly spans: readonly Span[];
}

/** Every text that coordinators will read, in the form's order. */
export function markedTexts(tree: Tree): readonly MarkedText[] {
  const said = walk(tree.items).filter((item) => item.kind === 'question' && item.node.t === 'text' && !isEmpty(item.answer));
  // Also what was typed and will not be sealed: a number points to somebody whether or not they may be called.
  const values = said.filter(({ node }) => node.cmp === 'identity' && node.cls === 'direct').map(({ answer }) => answerText(answer)).filter(isName);
  return said
    .filter((item) => item.node.cmp === 'testimony' && tree.isRelevant(item))
    .map((item) => {
      const text = tree.textOf(item);
      return { item, text, spans: marks(text, values) };
    });
}

/** Null if there is no text. */
export function marksField(tree: Tree): SealField | null {
  const texts = markedTexts(tree);
  if (texts.length === 0) return null;
  const lines = texts.map(({ text, spans }) => [hex(plainHash(utf8(text)).slice(0, HASH_BYTES)), ...spans.map(({ start, end }) => `${start}-${end}`)].join(' '));
  return { path: [MARKS], value: [...new Set(lines)], compartment: 'testimony' };
}
