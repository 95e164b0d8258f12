import { fileURLToPath } from 'node:url';

const modules = (name: string): string => fileURLToPath(new URL(`../../../static/node_modules/${name}`, import.meta.url));

// One classic script that a page can be given as it is.
export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'error',
  resolve: { alias: [{ find: /^(idb|hpke|hash-wasm|@noble\/[a-z-]+)(\/.*)?$/, replacement: modules('$1$2') }] },
  build: {
    emptyOutDir: true,
    lib: { entry: fileURLToPath(new URL('browser.ts', import.meta.url)), formats: ['iife'], name: 'store', fileName: () => 'store.js' },
  },
};
