import { fileURLToPath } from 'node:url';
import { formParts } from '../../../../static/build/form';
import { languagePacks } from '../../../../static/build/languages';

const modules = (name: string): string => fileURLToPath(new URL(`../../../../static/node_modules/${name}`, import.meta.url));

// The page lies beside the tests, above the package, so bare imports need to be told where the packages are.
export default {
  base: './',
  plugins: [formParts(), languagePacks()],
  resolve: { alias: [{ find: /^(preact|@preact\/signals)(\/.*)?$/, replacement: modules('$1$2') }], dedupe: ['preact'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
};
