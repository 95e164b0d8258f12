import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { drawIcon } from '../../../static/build/icons';
import { split } from '../../../static/build/form';
import { wasmAsHex } from '../../../static/build/lean';
import { announce, fill, integrity, laterFiles, vouch, type Script } from '../../../static/build/precache';
import { DEFAULT_FORM } from '../../../static/src/capture/default_form';

const FORM = new URL('../../../server/forms/gawahi_default.json', import.meta.url);
const script = new TextEncoder().encode('console.log("گواہی")');
const read = () => script;

describe('the page that the build writes', () => {
  it('vouches for its script and its style', () => {
    const page = '<script type="module" crossorigin src="/assets/main-1.js"></script><link rel="stylesheet" crossorigin href="/assets/style-1.css">';
    expect(vouch(page, read).match(new RegExp(`integrity="${integrity(script).replaceAll(/[+/]/g, String.raw`\$&`)}"`, 'g'))).toHaveLength(2);
  });

  it('is refused if it would run something that nothing vouches for', () => {
    expect(() => vouch('<script>run()</script>', read)).toThrow('nothing vouches');
    expect(() => vouch('<script src="https://elsewhere.example/a.js"></script>', read)).toThrow('nothing vouches');
    expect(() => vouch('<style>body{}</style>', read)).toThrow('nothing vouches');
  });
});

describe('what the page may fetch later', () => {
  const main: Script = { fileName: 'assets/main-1.js', name: 'main', imports: [], isEntry: true, isDynamicEntry: false, styles: ['assets/main-1.css'] };
  const urdu: Script = { fileName: 'assets/urdu-1.js', name: 'urdu', imports: [main.fileName], isEntry: false, isDynamicEntry: true, styles: ['assets/urdu-1.css'] };

  it('stands in the page with the digest of every script and style', () => {
    const files = laterFiles([main, urdu]);
    expect(files).toEqual([{ name: 'urdu', url: '/assets/urdu-1.js' }, { name: 'urdu', url: '/assets/urdu-1.css' }]);
    const page = announce('<title>Gawahi</title>', files, read);
    expect(page).toContain(`<meta name="later" content="urdu /assets/urdu-1.js ${integrity(script)}">`);
    expect(page).toContain(`<meta name="later" content="urdu /assets/urdu-1.css ${integrity(script)}">`);
  });

  it('is refused if it would bring a script along that nothing vouches for, or if two have one name', () => {
    const shared: Script = { ...urdu, fileName: 'assets/shared-1.js', name: 'shared', isDynamicEntry: false };
    expect(() => laterFiles([main, urdu, shared])).toThrow('nothing vouches for assets/shared-1.js');
    expect(() => laterFiles([main, { ...urdu, imports: [shared.fileName] }])).toThrow('nothing vouches for assets/shared-1.js');
    expect(() => laterFiles([main, urdu, { ...urdu, fileName: 'assets/urdu-2.js' }])).toThrow('one name');
  });
});

describe('the form that the page carries', () => {
  const yes = { v: 'y', l: { en: 'Yes', ur: 'ہاں' } };
  const question = { t: 'text', cls: 'safe', cmp: 'testimony' } as const;
  const asked = { ...question, n: 'a', l: { en: 'Told', ur: 'بیان' } };
  const review = { ...question, n: 'r', cmp: 'review', l: { en: 'Checked', ur: 'جانچ' } } as const;
  const form = { id: 'f', version: '1', title: { en: 'Record', ur: 'گواہی' }, lists: { yes: [yes] }, q: [asked, review] };

  it('is its structure and the words of one language, first those that a phone asks, and nothing is lost', () => {
    const { structure, en, ur, later_en, later_ur } = split(form);
    expect(structure).toEqual({ ...form, title: null, lists: { yes: 'y' }, q: [{ n: 'a', t: 'text', l: null }, { n: 'r', t: 'text', cmp: 'review', l: null }] });
    expect([en, ur]).toEqual([['Record', 0, 'Told', 0], ['گواہی', 0, 'بیان', 0]]);
    expect([later_en, later_ur]).toEqual([[0, 'Yes', 0, 'Checked'], [0, 'ہاں', 0, 'جانچ']]);
    // @ts-expect-error -- what the compiler refuses, the split refuses too
    expect(() => split({ ...form, id: null })).toThrow('no null');
  });

  it('is put together again as it was compiled, but for what only the desk reads: ladders, and which answers are not direct', () => {
    const onPhones = (name: string, value: unknown): unknown => (name === 'gen' ? undefined : name === 'cls' && value !== 'direct' ? 'sensitive' : value);
    const compiled: unknown = JSON.parse(readFileSync(FORM, 'utf8'), onPhones);
    expect(JSON.parse(JSON.stringify(DEFAULT_FORM))).toEqual(compiled);
  });
});

describe('the list of files in the service worker', () => {
  const files = [{ url: '/index.html', integrity: integrity(script) }];
  it('is readable where it was put, whatever quotes the minifier chose', () => {
    for (const quote of ['"', "'", '`']) {
      const built = fill(`const list=${quote}__PRECACHE__${quote};`, files);
      const text: unknown = JSON.parse(built.slice('const list='.length, -1));
      expect(JSON.parse(String(text))).toMatchObject({ files });
    }
  });

  it('has another version as soon as one byte of one file differs', () => {
    const other = [{ url: '/index.html', integrity: integrity(script.slice(1)) }];
    expect(fill("'__PRECACHE__'", files)).not.toBe(fill("'__PRECACHE__'", other));
  });

  it('is not left out in silence', () => {
    expect(() => fill('const list=[];', files)).toThrow('0 places');
  });
});

describe('the icon', () => {
  it('is a picture of the size that the manifest promises, and fills its square where launchers cut it', () => {
    const icon = drawIcon(48, true);
    expect(icon.readUInt32BE(16)).toBe(48);
    const length = icon.readUInt32BE(33);
    const pixels = inflateSync(icon.subarray(41, 41 + length));
    expect(pixels).toHaveLength(48 * (48 * 4 + 1));
    expect([...pixels.subarray(1, 5)]).toEqual([15, 84, 89, 255]);
  });
});

describe('what is packed for a slow network', () => {
  const library = new URL('../../../static/node_modules/hash-wasm/dist/index.esm.js', import.meta.url);

  it('holds the very bytes of WebAssembly that the library brings', () => {
    const before = readFileSync(library, 'utf8');
    const wasm = [...before.matchAll(/"(AGFzb[^"]+)"/g)].map((found) => Buffer.from(found[1] ?? '', 'base64').toString('hex'));
    const packed = [...wasmAsHex(before).matchAll(/"(0061736d[0-9a-f]+)"/g)].map((found) => found[1]);
    expect(wasm.length).toBeGreaterThan(1);
    expect(packed).toEqual(wasm);
    expect(wasm.every((hex) => WebAssembly.validate(Buffer.from(hex, 'hex')))).toBe(true);
  });

  it('is refused if the library has changed how it reads its WebAssembly', () => {
    expect(() => wasmAsHex('const asm = decode(binary.data);')).toThrow('look at build/lean.ts');
  });
});
