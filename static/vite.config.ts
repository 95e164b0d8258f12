import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { formParts } from './build/form';
import { languagePacks } from './build/languages';
import { knownWords } from './build/known_words';
import { icons } from './build/icons';
import { apart, leanWasm } from './build/lean';
import { plainImports, precache } from './build/precache';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

/** Names of files lie readable in the cache of a seized phone, so none says what the app is for. */
const SAYS_NOTHING: Readonly<Record<string, string>> = { coordinate: 'more', mastung: 'example' };

// One script for the page, one for the engine, one service worker. What a first testimony does not need is fetched later, checked (src/ui/vouched.ts),
// and lies in the service worker's cache from the first visit on, so nothing can be missing offline.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [formParts(), languagePacks(), icons(), plainImports(), precache()],
  define: { __VERSION__: JSON.stringify(version) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: {
    format: 'es',
    plugins: () => [knownWords(), apart(['/src/seal/curves.ts', '/@noble/'], ['/src/seal/combine.ts', '/shamir-secret-sharing/']), leanWasm()],
    rolldownOptions: { output: { entryFileNames: 'assets/[name]-[hash].js', chunkFileNames: ({ name }) => `assets/${SAYS_NOTHING[name] ?? '[name]'}-[hash].js`, comments: { annotation: false } } },
  },
  build: {
    target: ['chrome99', 'safari16'],
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { main: 'index.html', sw: 'src/sw.ts' },
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
});
