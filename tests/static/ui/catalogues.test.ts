/** Every language says what English says, with the same holes, in its own script; what it does not say yet is written down, and said in the next of its chain. */
import { beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUES, isExtra, merged, packOf, readCatalogue, writtenPack, type Pack } from '../../../static/build/languages';
import { covers, englishNames, noted, unread, untranslated } from '../../../static/build/languages_left';
import { chainOf } from '../../../static/src/capture/languages';

/** Names, units and signs that are written in Latin letters in every language. */
const LATIN = new Set(['MB', 'Wi', 'Fi', 'QA', 'QA01', 'URL', 'CSV', 'QR', 'UN', 'SHA', 'N1', 'S1', 'http', 'f', 'k', 'Share', 'Add', 'to', 'Home', 'Screen', 'Gawahi', 'gawahi', 'release', 'key', 'WebAuthn', 'USB', 'NFC', 'PIN', 'PDF', 'GPS', 'SDG', 'iPhone', 'Android', 'Safari', 'bin']);
const wordsOf = (text: string): readonly string[] => text.replaceAll(/\{\w+\}/g, '').match(/[A-Za-z][A-Za-z0-9]*/g) ?? [];
const holes = (text: string): readonly string[] => [...new Set(text.match(/\{\w+\}/g))].toSorted();
const GAP = 'Say it in static/src/ui/languages/catalogues, or run `npm run languages -- --note` to write down that it is still to be translated. Until then it is said in the next language of the chain.';

let english: Pack;
let names: readonly string[];

beforeAll(async () => {
  const [first, later] = [await writtenPack('en', 'first'), await writtenPack('en', 'later')];
  english = { areas: { ...first.pack.areas, ...later.pack.areas }, refusals: { ...first.pack.refusals, ...later.pack.refusals }, labels: [...first.pack.labels, ...later.pack.labels] };
  names = await englishNames();
});

function fits(where: string, said: string, original: string): readonly string[] {
  const wrong: string[] = [];
  if (said.trim() === '') wrong.push(`${where} is empty`);
  const latin = wordsOf(said).filter((word) => !LATIN.has(word));
  if (latin.length > 0) wrong.push(`${where} has Latin words: ${latin.join(' ')}`);
  // "One person" may be said without the figure.
  if (holes(said).join() !== holes(original).join() && !(where.endsWith('_one') && holes(original).filter((hole) => hole !== '{n}').join() === holes(said).join())) wrong.push(`${where} has other holes than "${original}"`);
  return wrong;
}

describe.each(CATALOGUES)('the catalogue of %s', (language) => {
  const own = readCatalogue(language);

  it('says nothing that English does not say', () => {
    const labels = new Set(english.labels);
    const strange = Object.entries(own.areas).flatMap(([area, keys]) => Object.keys(keys).filter((key) => english.areas[area]?.[key] === undefined && !isExtra(area, key, english.areas[area] ?? {})).map((key) => `${area}.${key}`));
    expect([...strange, ...Object.keys(own.refusals).filter((name) => english.refusals[name] === undefined), ...Object.keys(own.form).filter((label) => !labels.has(label))]).toEqual([]);
  });

  it('has the holes of the English sentence, no empty words and no Latin ones but names', () => {
    const wrong = Object.entries(own.areas).flatMap(([area, keys]) => Object.entries(keys).flatMap(([key, said]) => fits(`${area}.${key}`, said, english.areas[area]?.[key] ?? said)));
    const refused = Object.entries(own.refusals).flatMap(([name, said]) => said.flatMap((sentence) => fits(`refusals.${name}`, sentence, '')));
    const asked = Object.entries(own.form).flatMap(([label, said]) => fits(`form.${label}`, said, label));
    expect([...wrong, ...refused, ...asked]).toEqual([]);
  });

  it('lacks only what is written down as still to be translated', () => {
    const known = noted()[language] ?? [];
    const gaps = untranslated(names, language);
    expect(gaps.filter((name) => !covers(known, name)), GAP).toEqual([]);
    const said = known.filter((name) => (name.endsWith('.*') ? !gaps.some((gap) => gap.startsWith(name.slice(0, -1))) : !gaps.includes(name)));
    expect(said, 'is translated now: run `npm run languages -- --note`').toEqual([]);
  });

  it('makes a pack without a gap, whatever it lacks itself', async () => {
    for (const part of ['first', 'later'] as const) {
      const { pack } = await packOf(language, part);
      const { pack: whole } = await writtenPack('en', part);
      for (const [area, keys] of Object.entries(whole.areas)) for (const key of Object.keys(keys)) expect(pack.areas[area]?.[key], `${area}.${key}`).toBeTruthy();
      expect(Object.keys(pack.refusals)).toEqual(Object.keys(whole.refusals));
      expect(pack.labels.map((label) => label === 0 || label === '')).toEqual(whole.labels.map((label) => label === 0 || label === ''));
    }
  });

  it('says who made it, and names as read only what there is', () => {
    expect(own.made).toBe('machine');
    expect(own.read.filter((name) => !name.endsWith('.*') && !names.includes(name))).toEqual([]);
    expect(unread(names, language).length, 'LANGUAGES in src/ui/words.ts may call a language read only when all of it is').toBeGreaterThan(0);
  });
});

describe('a chain of languages', () => {
  it('ends in English for everybody', () => {
    for (const language of [...CATALOGUES, 'en', 'ur'] as const) expect(chainOf(language).at(-1)).toBe('en');
    expect(chainOf('ps')).toEqual(['ps', 'fa-AF', 'en']);
    expect(chainOf('bal')).toEqual(['bal', 'ur', 'en']);
  });

  it('takes each word from the nearest language that has it, and keeps the plurals that English lacks', () => {
    const pack = (said: Record<string, string>, labels: readonly (string | 0)[]): Pack => ({ areas: { a: said }, refusals: {}, labels });
    const en = pack({ x_one: '{n} thing', x_other: '{n} things', y: 'yes', z: 'last' }, ['Yes', 0, 'No']);
    const below = pack({ x_one: 'یک', x_other: '{n} چیز', y: 'بلی', z: 'last' }, ['بلی', 0, 'No']);
    const own = { made: 'machine', read: [], areas: { a: { x_other: 'أشياء {n}', x_two: 'شيئان', gone_two: 'لا شيء' } }, refusals: {}, form: { No: 'لا' } };
    expect(merged(en, below, own)).toEqual({ areas: { a: { x_one: 'یک', x_other: 'أشياء {n}', x_two: 'شيئان', y: 'بلی', z: 'last' } }, refusals: {}, labels: ['بلی', 0, 'لا'] });
  });
});
