/**
 * Splits the compiled form for the page: its structure, and what it says in each language. `server/forms/gawahi_default.json` stays the one source;
 * asked for as `gawahi_default.json?structure`, `?en` or `?ur` (src/capture/default_form.ts puts them together again).
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const FORM = fileURLToPath(new URL('../../server/forms/gawahi_default.json', import.meta.url));
const PART = /\/gawahi_default\.json\?(structure|en|ur)$/;
const PREFIX = '\0gawahi-form:';

export interface Split {
  /** As the phone needs the form, with null in the place of each text. */
  readonly structure: unknown;
  /** The texts in the order of those places. */
  readonly en: readonly string[];
  readonly ur: readonly string[];
}

interface Text {
  readonly en: string;
  readonly ur: string;
}

function isText(value: object): value is Text {
  return Object.keys(value).toSorted().join() === 'en,ur' && Object.values(value).every((said) => typeof said === 'string');
}

/** Ladders of generalisation (`gen`) are left out: only the desk reads them. Throws for a form that has a null of its own. */
export function split(form: unknown): Split {
  const texts: Text[] = [];
  const takeOut = (name: string, value: unknown): unknown => {
    if (name === 'gen') return undefined;
    if (value === null) throw new TypeError('a form has no null');
    if (typeof value !== 'object' || !isText(value)) return value;
    texts.push(value);
    return null;
  };
  const structure: unknown = JSON.parse(JSON.stringify(form, takeOut));
  return { structure, en: texts.map(({ en }) => en), ur: texts.map(({ ur }) => ur) };
}

export function formParts(): Plugin {
  return {
    name: 'gawahi-form',
    enforce: 'pre',
    resolveId: (source) => (PART.test(source) ? PREFIX + (PART.exec(source)?.[1] ?? '') : null),
    load(id) {
      if (!id.startsWith(PREFIX)) return null;
      this.addWatchFile(FORM);
      const { structure, en, ur } = split(JSON.parse(readFileSync(FORM, 'utf8')));
      const part = id.slice(PREFIX.length);
      if (part === 'structure') return `export const structure = ${JSON.stringify(structure)};`;
      return `export const labels = ${JSON.stringify(part === 'en' ? en : ur)};`;
    },
  };
}
