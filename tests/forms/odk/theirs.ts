/** ODK's engine as the comparison drives it. */
import { createInstance, type AnyNode, type RootNode } from '@getodk/xforms-engine';

const LEAVES: ReadonlySet<string> = new Set(['model-value', 'note', 'select', 'input', 'trigger', 'range', 'rank', 'upload']);

export class Theirs {
  readonly #root: RootNode;

  private constructor(root: RootNode) {
    this.#root = root;
  }

  static async open(xml: string): Promise<Theirs> {
    const { root } = await createInstance(xml, { form: { missingResourceBehavior: 'BLANK' } });
    return new Theirs(root);
  }

  /** By place below the root: `/g/rep[1]/q`. */
  leaves(): ReadonlyMap<string, AnyNode> {
    return this.#nodes((node) => LEAVES.has(node.nodeType));
  }

  repeats(): ReadonlyMap<string, AnyNode> {
    return this.#nodes((node) => node.nodeType.startsWith('repeat-range'));
  }

  #nodes(wanted: (node: AnyNode) => boolean): ReadonlyMap<string, AnyNode> {
    const found = new Map<string, AnyNode>();
    const visit = (node: AnyNode): void => {
      const place = node.currentState.reference.replace(/^\/[^/]+/, '');
      if (wanted(node)) found.set(place, node);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the engine's own types of children differ by node
      for (const child of (node.currentState.children ?? []) as readonly AnyNode[]) visit(child);
    };
    visit(this.#root);
    return found;
  }
}

/** What is written down of the answer. */
export function textOf(node: AnyNode): string {
  const state: object = node.currentState;
  return 'instanceValue' in state && typeof state.instanceValue === 'string' ? state.instanceValue : '';
}

export function setText(node: AnyNode, text: string): boolean {
  switch (node.nodeType) {
    case 'input':
      node.setValue(text);
      return true;
    case 'select':
      if (node.selectType === 'select1') node.selectValue(text === '' ? null : text);
      else node.selectValues(text === '' ? [] : text.split(' '));
      return true;
    case 'range':
      node.setValue(text);
      return true;
    case 'trigger':
      node.setValue(text === 'OK');
      return true;
    default:
      return false;
  }
}

export function choicesOf(node: AnyNode): readonly string[] {
  return node.nodeType === 'select' ? node.currentState.valueOptions.map((option: { readonly value: string }) => option.value) : [];
}

/** Null where it says nothing of a constraint. */
export function constraintOf(node: AnyNode): boolean | null {
  const state: object = node.validationState;
  if (!('constraint' in state) || typeof state.constraint !== 'object' || state.constraint === null || !('valid' in state.constraint)) return null;
  return state.constraint.valid === true;
}
