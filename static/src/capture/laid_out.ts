/**
 * A form from outside, as screens can show it: questions that lie in no group are put into parts, and what has no words is called by its name. Where a question
 * lies in a record, and what it is called there, stays as it is.
 */
import type { Form, FormNode, Text } from './form';

const PART = 'gw_part_';

export function laidOut(form: Form): Form {
  return { ...form, q: inParts(form.q.map((node) => named(node, form.title)), form.title) };
}

function inParts(nodes: readonly FormNode[], title: Text): readonly FormNode[] {
  const parts: FormNode[] = [];
  let loose: FormNode[] = [];
  const end = (): void => {
    if (loose.length > 0) parts.push({ n: `${PART}${parts.length + 1}`, t: 'group', l: title, c: loose });
    loose = [];
  };
  for (const node of nodes) {
    if (node.c === undefined) loose.push(node);
    else {
      end();
      parts.push(node);
    }
  }
  end();
  return parts;
}

/** A group without words is called as what it lies in. */
function named(node: FormNode, around: Text): FormNode {
  const l = hasWords(node.l) ? node.l : node.t === 'group' ? around : node.t === 'note' ? undefined : { en: node.n, ur: node.n };
  const inside = node.c?.map((one) => named(one, node.t === 'group' ? (l ?? around) : { en: node.n, ur: node.n }));
  return { ...node, ...(l && { l }), ...(inside && { c: inside }) };
}

const hasWords = (text: Text | undefined): text is Text => text !== undefined && text.en + text.ur !== '';
