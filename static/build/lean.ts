/**
 * Two things that make a first load smaller and change nothing of what runs: each script that is fetched later brings its own copy of the libraries that
 * only it uses in full, and WebAssembly that lies in a library as base64 becomes hexadecimal, which brotli packs as well as the bytes themselves.
 *
 * It refuses a library that no longer looks as it did: a build that is smaller by accident is not wanted.
 */
import type { Plugin } from 'vite';

/** What a bundle is shared by is put into the script that every phone fetches, so what the rare browser needs must not share. */
const APART = '?apart';

/** Modules of a library that are reached from a root are copies of their own: `[root, library]`. They hold functions and tables, never state or types. */
export function apart(...pairs: readonly (readonly [root: string, library: string])[]): Plugin {
  return {
    name: 'gawahi-apart',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      const libraries = pairs.filter(([root]) => importer?.endsWith(root) || importer?.endsWith(APART)).map(([, library]) => library);
      if (importer === undefined || libraries.length === 0) return null;
      const found = await this.resolve(source, importer.replace(APART, ''), { skipSelf: true });
      return found !== null && libraries.some((library) => found.id.includes(library)) ? { ...found, id: `${found.id}${APART}` } : found;
    },
  };
}

const DECODING = 'decodeBase64(binary.data)';
const BYTES_FROM_HEX = 'Uint8Array.from(binary.data.match(/../g), (pair) => parseInt(pair, 16))';
/** The first four bytes of WebAssembly, in base64: "\0asm". */
const WASM_BASE64 = /(["'])(AGFzb[A-Za-z0-9+/]+=*)\1/g;

/** The library's text with every piece of WebAssembly in hexadecimal. */
export function wasmAsHex(code: string): string {
  if (code.split(DECODING).length !== 2) throw new Error('hash-wasm reads its WebAssembly otherwise than before: look at build/lean.ts');
  return code.replace(DECODING, () => BYTES_FROM_HEX).replace(WASM_BASE64, (_whole, quote: string, data: string) => `${quote}${Buffer.from(data, 'base64').toString('hex')}${quote}`);
}

export function leanWasm(): Plugin {
  return {
    name: 'gawahi-lean-wasm',
    apply: 'build',
    transform: (code, id) => (id.includes('/hash-wasm/') ? { code: wasmAsHex(code), map: null } : null),
  };
}
