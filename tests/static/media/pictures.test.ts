/** Real photographs with a place in them: what they say is counted, none of it is left; and what was covered cannot be seen again. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clean, saidIn } from '../../../static/src/media/jpeg';
import { type Pixels, cover } from '../../../static/src/media/mosaic';
import { random } from '../fakes/phone';

/** Beside the checkout (ianare/exif-samples, CC BY-SA 4.0). */
const FOLDER = new URL('shared/data/photos/', new URL('../../../../', import.meta.url));
const photo = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`${name}.jpg`, FOLDER)));
/** How many entries there are, and whether they tell a place. */
const PHOTOS = [
  ['DSCN0010', 62, true],
  ['BlueSquare', 20, false],
  ['image01088', 1, false],
  ['45-gps_ifd', 35, true],
  ['portrait_6', 16, false],
] as const;
const WORDS = ['Exif', 'GPS', 'NIKON', 'Adobe', 'http://ns.', 'xpacket', 'Photoshop', '8BIM', 'Canon', 'COOLPIX', 'JFIF', 'ICC_PROFILE'];

describe.skipIf(!existsSync(FOLDER)).each(PHOTOS)('photograph %s', (name, entries, place) => {
  test('says something beside its picture, and nothing of it is left in the clean one', () => {
    expect(saidIn(photo(name))).toEqual({ entries, place });
    const cleaned = clean(photo(name));
    expect(saidIn(cleaned)).toEqual({ entries: 0, place: false });
    for (const word of WORDS) expect(Buffer.from(cleaned).includes(word), word).toBe(false);
    // A small copy would begin as a JPEG does.
    expect(Buffer.from(cleaned).indexOf(Buffer.from([0xff, 0xd8, 0xff]), 1)).toBe(-1);
  });

  test('that was cut short, or is none, is refused and never passed on', () => {
    const whole = photo(name);
    for (const size of [0, 1, 2, 20, Math.floor(whole.length / 2)]) expect(() => clean(whole.subarray(0, size))).toThrow(RangeError);
    expect(() => saidIn(random(5000))).toThrow(RangeError);
  });
});

describe('a face that was covered', () => {
  const face = (): Pixels => ({ width: 200, height: 120, data: new Uint8ClampedArray(random(200 * 120 * 4)) });
  const area = { x: 40, y: 20, width: 80, height: 60 };
  const at = ({ data, width }: Pixels, x: number, y: number): string => data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3).join();

  test('is sixteen squares at most, and the rest of the picture is as it was', () => {
    const [before, after] = [face(), face()];
    after.data.set(before.data);
    cover(after, area, random);
    const inside = new Set<string>();
    let [outside, changed] = [0, 0];
    for (let y = 0; y < 120; y += 1) {
      for (let x = 0; x < 200; x += 1) {
        const isInside = x >= 40 && x < 120 && y >= 20 && y < 80;
        if (isInside) inside.add(at(after, x, y));
        else if (at(after, x, y) !== at(before, x, y)) outside += 1;
        if (isInside && at(after, x, y) !== at(before, x, y)) changed += 1;
      }
    }
    expect(inside.size).toBeLessThanOrEqual(16);
    expect(outside).toBe(0);
    expect(changed).toBeGreaterThan(4700);
  });

  test('looks otherwise each time, so that nobody finds it by trying faces', () => {
    const one = face();
    const other = { ...one, data: one.data.slice() };
    cover(one, area, random);
    cover(other, area, random);
    expect(at(one, 50, 30)).not.toBe(at(other, 50, 30));
  });

  test('at the edge of the picture is covered as far as it is there', () => {
    const one = face();
    cover(one, { x: 150, y: -30, width: 500, height: 90.5 }, random);
    expect(new Set(Array.from({ length: 50 }, (_, x) => at(one, 150 + x, 0))).size).toBeLessThanOrEqual(4);
    cover(one, { x: 400, y: 400, width: 10, height: 10 }, random);
  });
});
