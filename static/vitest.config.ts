import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { formParts } from './build/form';
import { languagePacks } from './build/languages';
import { knownWords } from './build/known_words';

const modules = (name: string): string => fileURLToPath(new URL(`node_modules/${name}`, import.meta.url));

// The tests live beside the Python ones, above this package, so bare imports need to be told where the packages are.
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [formParts(), languagePacks(), knownWords()],
  cacheDir: modules('.vite'),
  resolve: { alias: [{ find: /^(vitest|fast-check|cborg|hpke|hash-wasm|preact|@noble\/[a-z-]+|@zxcvbn-ts\/[a-z-]+)(\/.*)?$/, replacement: modules('$1$2') }] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { fs: { strict: false } },
  test: { include: ['tests/static/**/*.test.ts', 'tests/static/**/*.test.tsx'], environment: 'node', setupFiles: ['tests/static/languages.ts'], testTimeout: 20_000 },
});
