/**
 * Makes the packs of the languages that have a catalogue of their own (src/ui/languages/catalogues): whole ones, so that a phone fetches one
 * language and never lacks a word. What a catalogue does not say yet is said in the next language of its chain (src/capture/languages.ts).
 *
 * English decides what there is to say and in which of the two packs; `merged` is pure.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport, type Plugin } from 'vite';
import { chainOf, type Language } from '../src/capture/languages';
import { formParts } from './form';

export type Part = 'first' | 'later';
type Named<T> = Readonly<Record<string, T>>;
type Sentences = readonly [happened: string, next: string];
/** As src/ui/speak.ts fetches it. */
export interface Pack {
  readonly areas: Named<Named<string>>;
  readonly refusals: Named<Sentences>;
  readonly labels: readonly (string | 0)[];
}
/** A catalogue as it lies in its file. */
export interface OwnWords {
  /** Who made the words: `machine`, or the name of a person. */
  readonly made: string;
  /** What a native speaker has read and found right: names as `untranslated` gives them, or `door.*` for all of an area. */
  readonly read: readonly string[];
  readonly areas: Named<Named<string>>;
  readonly refusals: Named<Sentences>;
  /** What the default form says, by its English words. */
  readonly form: Named<string>;
}

const PACK = /\/catalogues\/([\w-]+)\.json\?(?:first|later)$/;
const PREFIX = '\0gawahi-language:';
const LATER = ':later';
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const catalogueFile = (language: string): string => at(`../src/ui/languages/catalogues/${language}.json`);

export function readCatalogue(language: string): OwnWords {
  const words: OwnWords = JSON.parse(readFileSync(catalogueFile(language), 'utf8'));
  return words;
}

/** The languages that have one. */
export const CATALOGUES = ['fa-AF', 'ps', 'bal', 'ar'] as const satisfies readonly Language[];

/** English and Urdu are written as typed modules. */
export async function writtenPack(language: 'en' | 'ur', part: Part): Promise<{ readonly pack: Pack; readonly files: readonly string[] }> {
  const name = `${part === 'later' ? 'later_' : ''}${language === 'en' ? 'english' : 'urdu'}`;
  const { module, dependencies } = await runnerImport<Pack>(at(`../src/ui/languages/${name}.ts`), { root: at('..'), configFile: false, logLevel: 'error', plugins: [formParts()] });
  return { pack: { areas: module.areas, labels: module.labels, refusals: module.refusals }, files: dependencies };
}

/** Arabic has more plurals than English; a key of them is said beside its English pair. */
const PLURAL = /_(zero|two|few|many)$/;
/** The months, January first, where browsers do not know them or call them otherwise. */
const MONTHS = 'months';

/** What only some languages have. */
export function isExtra(area: string, key: string, english: Named<string>): boolean {
  return (area === 'parts' && key === MONTHS) || (PLURAL.test(key) && `${key.replace(PLURAL, '')}_other` in english);
}

/** `own` over `below`, which is whole. Words for which there is nothing to say are left out. */
export function merged(english: Pack, below: Pack, own: OwnWords): Pack {
  const areas = Object.entries(english.areas).map(([area, keys]) => {
    const said = own.areas[area] ?? {};
    const more = Object.entries(said).filter(([key]) => isExtra(area, key, keys));
    return [area, { ...Object.fromEntries(Object.keys(keys).map((key) => [key, said[key] ?? below.areas[area]?.[key]])), ...Object.fromEntries(more) }];
  });
  const refusals = Object.keys(english.refusals).map((name) => [name, own.refusals[name] ?? below.refusals[name]]);
  const labels = english.labels.map((label, place) => (label === 0 ? 0 : label === '' ? '' : (own.form[label] ?? below.labels[place] ?? label)));
  return { areas: Object.fromEntries(areas), refusals: Object.fromEntries(refusals), labels };
}

/** The whole pack of any language, and the files that it was made of. */
export async function packOf(language: Language, part: Part): Promise<{ readonly pack: Pack; readonly files: readonly string[] }> {
  if (language === 'en' || language === 'ur') return writtenPack(language, part);
  const next = chainOf(language)[1] ?? 'en';
  const [english, below] = [await writtenPack('en', part), await packOf(next, part)];
  return { pack: merged(english.pack, below.pack, readCatalogue(language)), files: [...english.files, ...below.files, catalogueFile(language)] };
}

export function languagePacks(): Plugin {
  return {
    name: 'gawahi-languages',
    enforce: 'pre',
    resolveId(source) {
      const [, code] = PACK.exec(source) ?? [];
      return code === undefined ? null : `${PREFIX}${code}${source.endsWith('?later') ? LATER : ''}`;
    },
    async load(id) {
      if (!id.startsWith(PREFIX)) return null;
      const language = CATALOGUES.find((code) => id.startsWith(PREFIX + code));
      if (language === undefined) throw new Error(`no catalogue for ${id}`);
      const { pack, files } = await packOf(language, id.endsWith(LATER) ? 'later' : 'first');
      for (const file of files) this.addWatchFile(file);
      return Object.entries(pack).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`).join('\n');
    },
  };
}
