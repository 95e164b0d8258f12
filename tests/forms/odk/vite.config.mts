import { fileURLToPath } from 'node:url';

const modules = (name: string): string => fileURLToPath(new URL(`../../../static/node_modules/${name}`, import.meta.url));

// One module: the app's form engine beside ODK's.
export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'error',
  resolve: { alias: [{ find: '@getodk/xforms-engine', replacement: modules('@getodk/xforms-engine/dist/index.js') }] },
  build: {
    emptyOutDir: true,
    target: ['chrome120'],
    lib: { entry: fileURLToPath(new URL('in_browser.ts', import.meta.url)), formats: ['es'], fileName: () => 'odk.js' },
  },
};
