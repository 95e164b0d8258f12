/** What is still to do on the languages: what is not translated yet, and what no native speaker has read. For tests and `npm run languages`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CATALOGUES, readCatalogue, writtenPack, type OwnWords, type Pack } from './languages';

/** Names of what is known not to be translated, by language; `area.*` is all of an area. */
export type Noted = Readonly<Record<string, readonly string[]>>;
export const NOTED_FILE = fileURLToPath(new URL('../src/ui/languages/catalogues/to_translate.json', import.meta.url));

/** All that English says, by name: `door.begin`, `refusals.damaged`, `form.Not known`. */
export async function englishNames(): Promise<readonly string[]> {
  const packs = [await writtenPack('en', 'first'), await writtenPack('en', 'later')];
  return [...new Set(packs.flatMap(({ pack }) => namesOf(pack)))].toSorted();
}

function namesOf({ areas, refusals, labels }: Pack): readonly string[] {
  const said = Object.entries(areas).flatMap(([area, keys]) => Object.keys(keys).map((key) => `${area}.${key}`));
  const asked = labels.filter((label) => label !== 0 && label !== '').map((label) => `form.${label}`);
  return [...said, ...Object.keys(refusals).map((name) => `refusals.${name}`), ...asked];
}

function has(words: OwnWords, name: string): boolean {
  const [area, key] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
  if (area === 'refusals') return words.refusals[key] !== undefined;
  return (area === 'form' ? words.form[key] : words.areas[area]?.[key]) !== undefined;
}

export function untranslated(names: readonly string[], language: string): readonly string[] {
  const words = readCatalogue(language);
  return names.filter((name) => !has(words, name));
}

export const covers = (patterns: readonly string[], name: string): boolean => patterns.includes(name) || patterns.includes(`${name.slice(0, name.indexOf('.'))}.*`);

/** Also of Urdu, whose words lie beside the screens. */
export function unread(names: readonly string[], language: string): readonly string[] {
  const { read } = readCatalogue(language);
  return names.filter((name) => !covers(read, name));
}

export function noted(): Noted {
  const said: Noted = JSON.parse(readFileSync(NOTED_FILE, 'utf8'));
  return said;
}

/** As short as it can be said. */
export function toNote(names: readonly string[]): Noted {
  const areas = [...new Set(names.map((name) => name.slice(0, name.indexOf('.'))))];
  return Object.fromEntries(
    CATALOGUES.map((language) => {
      const left = new Set(untranslated(names, language));
      const whole = areas.filter((area) => names.every((name) => !name.startsWith(`${area}.`) || left.has(name)));
      return [language, [...whole.map((area) => `${area}.*`), ...[...left].filter((name) => !covers(whole.map((area) => `${area}.*`), name))]];
    }),
  );
}
