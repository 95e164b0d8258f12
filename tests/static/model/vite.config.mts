import { fileURLToPath } from 'node:url';

const modules = (name: string): string => fileURLToPath(new URL(`../../../static/node_modules/${name}`, import.meta.url));

// One classic script that a page can be given as it is, made as the app is made.
export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'error',
  resolve: { alias: [{ find: /^(@noble\/[a-z-]+)(\/.*)?$/, replacement: modules('$1$2') }] },
  build: {
    emptyOutDir: true,
    target: ['chrome99', 'safari16'],
    lib: { entry: fileURLToPath(new URL('fold_in_browser.ts', import.meta.url)), formats: ['iife'], name: 'fold', fileName: () => 'fold.js' },
  },
};
