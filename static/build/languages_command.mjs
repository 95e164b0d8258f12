/**
 * npm run languages: how much of each language is translated, and how much a native speaker has read.
 *   -- LANGUAGE   lists what is left of one language
 *   -- --note     writes down in to_translate.json what is not translated yet
 */
import { writeFileSync } from 'node:fs';
import { runnerImport } from 'vite';

const { module: left } = await runnerImport(new URL('languages_left.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
const names = await left.englishNames();
const [asked] = process.argv.slice(2);
if (asked === '--note') writeFileSync(left.NOTED_FILE, `${JSON.stringify(left.toNote(names), null, 1)}\n`);
else if (asked !== undefined) {
  for (const name of asked === 'ur' ? [] : left.untranslated(names, asked)) console.log(`not translated  ${name}`);
  for (const name of left.unread(names, asked)) console.log(`not read        ${name}`);
} else {
  for (const language of ['ur', 'fa-AF', 'ps', 'bal', 'ar']) {
    const missing = language === 'ur' ? 0 : left.untranslated(names, language).length;
    console.log(`${language.padEnd(6)} ${names.length - missing} of ${names.length} translated, ${names.length - left.unread(names, language).length} read by a native speaker`);
  }
}
