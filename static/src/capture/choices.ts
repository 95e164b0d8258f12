/** What can be chosen now: the filtered list, or the members of a repeat by their number. Also labels with answers inside them. */
import { isTrue } from './evaluate';
import type { Choice, Language, Text } from './form';
import { saidIn } from './languages';
import type { Item, Tree } from './tree';

export function choicesOf(tree: Tree, item: Item): readonly Choice[] {
  const { node } = item;
  if (node.from !== undefined) {
    return tree
      .find(node.from, item)
      .filter((one) => tree.isRelevant(one) && tree.textOf(one) !== '')
      .map((one) => ({ v: tree.textOf(one), l: { en: tree.textOf(one), ur: tree.textOf(one) } }));
  }
  const list = tree.form.lists[node.list ?? ''] ?? [];
  const filter = node.f;
  return filter === undefined ? list : list.filter((choice) => isTrue(filter, tree.scope(item, choice)));
}

/** A label in the reader's language; `${question}` shows what was answered, a choice by its label. */
export function labelOf(tree: Tree, item: Item, text: Text | undefined, language: Language): string {
  return (text === undefined ? '' : saidIn(text, language)).replace(/\$\{\s*([^}\s]+)\s*\}/g, (_, name: string) =>
    tree
      .find(name, item)
      .map((one) => shownAnswer(tree, one, language))
      .join(', '),
  );
}

/** An answer as a person reads it. */
export function shownAnswer(tree: Tree, item: Item, language: Language): string {
  const text = tree.textOf(item);
  const list = tree.form.lists[item.node.list ?? ''];
  if (!list) return text;
  const values = typeof item.answer === 'object' && item.answer !== null ? item.answer : [text];
  const said = (value: string): string => {
    const label = list.find((choice) => choice.v === value)?.l;
    return label === undefined ? value : saidIn(label, language);
  };
  return values.map(said).join(', ');
}
