/** A private key on Curve25519 in WebCrypto, from its 32 bytes: RFC 8410 writes those of Ed25519 and X25519 alike but for one byte. */
import { type Bytes, concat, fromBase64url } from '../format/bytes';

const KEY_SIZE = 32;
const KINDS = { Ed25519: { identifier: 0x70, usage: 'sign' }, X25519: { identifier: 0x6e, usage: 'deriveBits' } } as const;

/** The key cannot be read again; its public key has 32 bytes. Rejects where the browser has no such keys. */
export async function curveKey(kind: keyof typeof KINDS, secret: Uint8Array): Promise<{ readonly key: CryptoKey; readonly publicKey: Bytes }> {
  const { identifier, usage } = KINDS[kind];
  // The fixed start of a PKCS #8 file: the only private form that every WebCrypto imports.
  const pkcs8 = concat(Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, identifier, 4, 0x22, 4, 0x20), secret);
  // The public key can be had from an extractable key only; the one that stays is not.
  const readable = await crypto.subtle.importKey('pkcs8', pkcs8, kind, true, [usage]);
  const publicKey = fromBase64url((await crypto.subtle.exportKey('jwk', readable)).x ?? '');
  if (publicKey === null || publicKey.length !== KEY_SIZE) throw new TypeError(`no ${kind} public key`);
  return { key: await crypto.subtle.importKey('pkcs8', pkcs8, kind, false, [usage]), publicKey };
}
