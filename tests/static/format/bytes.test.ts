import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DeviceId, base64url, brand, compare, concat, equal, fromBase64url, fromHex, fromUtf8, hex, u32, u64, u8, utf8 } from '../../../static/src/format/bytes';
import { asTeamId, fingerprint } from '../../../static/src/format/device';
import { inviteLink, parseInviteLink } from '../../../static/src/format/invite';
import { pad, padme, unpad } from '../../../static/src/format/padme';
import { refusalOf } from './refused';

const bytes = fc.uint8Array({ maxLength: 50 }).map((drawn) => concat(drawn));

describe('bytes and the texts that stand for them', () => {
  test('hex and base64url come back as the same bytes', () => {
    fc.assert(
      fc.property(bytes, (one) => {
        expect(fromHex(hex(one))).toEqual(one);
        expect(fromBase64url(base64url(one))).toEqual(one);
      }),
    );
  });

  test('a text that stands for no bytes, or for some in two ways, is not read', () => {
    for (const text of ['0', '0g', 'AB', ' 00']) expect(fromHex(text)).toBeNull();
    for (const text of ['A', 'AB=', 'A+', 'AB', 'AAB', 'A A']) expect(fromBase64url(text)).toBeNull();
  });

  test('the order of bytes is that of their hex', () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        expect(Math.sign(compare(one, other))).toBe(Math.sign(hex(one) < hex(other) ? -1 : hex(one) > hex(other) ? 1 : 0));
        expect(equal(one, other)).toBe(hex(one) === hex(other));
      }),
    );
  });

  test('numbers stand big end first, and one that does not fit is our own mistake', () => {
    expect([hex(u8(255)), hex(u32(1_024)), hex(u64(2 ** 53 - 1))]).toEqual(['ff', '00000400', '001fffffffffffff']);
    for (const wrong of [-1, 256, 0.5, Number.NaN]) expect(() => u8(wrong)).toThrow(RangeError);
  });

  test('bytes that are no UTF-8 are no text', () => {
    expect(fromUtf8(Uint8Array.of(0xff))).toBeNull();
    expect(fromUtf8(utf8('گواہی 🕊️'))).toBe('گواہی 🕊️');
    expect(fromUtf8(utf8('\u{FEFF}گواہی'))).toBe('\u{FEFF}گواہی');
  });

  test('a fingerprint is read aloud in five groups', () => {
    expect(fingerprint(brand<DeviceId>(Uint8Array.from({ length: 16 }, (_, i) => i * 17)))).toBe('0011 2233 4455 6677 8899');
  });
});

describe('sizes tell little', () => {
  test('padding costs at most 12 % above the floor and is taken off exactly', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5_000 }), (size) => {
        const content = new Uint8Array(size).fill(7);
        const padded = pad(content);
        expect(padded.length).toBe(padme(size + 4));
        expect(padded.length).toBeLessThanOrEqual(Math.max(1024, (size + 4) * 1.12));
        expect(equal(unpad(padded), content)).toBe(true);
      }),
    );
  });

  test('a message hidden in the padding is refused', () => {
    const padded = pad(utf8('گواہی'));
    padded[padded.length - 1] = 1;
    expect(refusalOf(() => unpad(padded))).toBe('padding');
    expect(refusalOf(() => unpad(concat(pad(utf8('گواہی')), new Uint8Array(1))))).toBe('padding');
    expect(refusalOf(() => unpad(new Uint8Array(3)))).toBe('malformed');
  });
});

describe('an invite travels in a link', () => {
  const id = new Uint8Array(32).fill(1);
  const invite = { teamId: asTeamId(id), seq: 2, head: id, inviter: brand<DeviceId>(new Uint8Array(16)), secret: new Uint8Array(16).fill(9) };

  test('pasted with spaces around it, or the part after #join= alone', () => {
    const link = inviteLink('https://relay.example/', invite);
    expect(link.startsWith('https://relay.example/#join=')).toBe(true);
    expect(parseInviteLink(`\n ${link} `)).toEqual(invite);
    expect(parseInviteLink(link.slice(link.indexOf('=') + 1))).toEqual(invite);
  });

  test('cut at any place it is damaged, and says so', () => {
    const link = inviteLink('http://127.0.0.1:8000', invite);
    for (let length = 0; length < link.length; length += 1) expect(refusalOf(() => parseInviteLink(link.slice(0, length)))).toBe('invite_damaged');
  });
});
