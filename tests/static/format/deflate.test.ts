import { describe, expect, test } from 'vitest';
import { concat, hex, utf8 } from '../../../static/src/format/bytes';
import { INFLATED_LIMIT, deflate, inflate } from '../../../static/src/format/deflate';

const said = utf8('میں نے رات کو دریا کے پاس چار سپاہی دیکھے۔ 🕊️'.repeat(20));

describe('a body is small on the wire and harmless to open', () => {
  test('it comes back as it was', async () => {
    const small = await deflate(said);
    expect(small.length).toBeLessThan(said.length / 4);
    expect(hex(await inflate(small))).toBe(hex(said));
    expect((await inflate(await deflate(new Uint8Array(0)))).length).toBe(0);
    expect((await inflate(await deflate(new Uint8Array(INFLATED_LIMIT)))).length).toBe(INFLATED_LIMIT);
  });

  test('a bomb is refused before it is in memory', async () => {
    const bomb = await deflate(new Uint8Array(64 << 20));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(inflate(bomb)).rejects.toMatchObject({ name: 'too_large' });
    await expect(inflate(await deflate(new Uint8Array(INFLATED_LIMIT + 1)))).rejects.toMatchObject({ name: 'too_large' });
  });

  test('cut short, drawn out or something else: malformed', async () => {
    const small = await deflate(said);
    const wrong = [small.slice(0, -1), concat(small, new Uint8Array(1)), concat(small, small), utf8('گواہی'), new Uint8Array(0)];
    for (const bytes of wrong) await expect(inflate(bytes)).rejects.toMatchObject({ name: 'malformed' });
  });
});
