/**
 * Quiet fields: what is typed here is completed, corrected, learned, translated or kept by nobody but this app. In one place, so that no screen can
 * forget it; what a screen sets itself goes before.
 */
import { options } from 'preact';

/**
 * Browsers send what they check, complete or translate to a service of theirs, and extensions do as they like: the names from `data-` on are those by
 * which Grammarly, LastPass, 1Password, Bitwarden and Dashlane say that they can be kept away.
 * `autoCorrect` with a capital goes past the property of the same name, which takes the word "off" for a yes.
 */
const QUIET = {
  autocomplete: 'off',
  autocapitalize: 'off',
  autoCorrect: 'off',
  spellcheck: false,
  writingsuggestions: 'false',
  'data-gramm': 'false',
  'data-enable-grammarly': 'false',
  'data-lpignore': 'true',
  'data-1p-ignore': 'true',
  'data-bwignore': 'true',
  'data-form-type': 'other',
};
const FIELDS: ReadonlySet<unknown> = new Set(['input', 'textarea', 'select']);

export function quietFields(): void {
  // Nothing else in this app hooks into the making of elements: signals do so later.
  options.vnode = (node) => {
    if (FIELDS.has(node.type)) node.props = { ...QUIET, ...node.props };
  };
}
