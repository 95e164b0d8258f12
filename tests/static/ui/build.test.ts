import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { drawIcon } from '../../../static/build/icons';
import { fill, integrity, vouch } from '../../../static/build/precache';

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
