/**
 * X25519 (RFC 7748) by WebCrypto, or by @noble/curves where the browser has none. Both refuse a shared secret of zeros, which a public key of
 * small order would give.
 */
import { type Bytes, concat, fromBase64url } from '../format/bytes';

export const EXCHANGE_KEY_SIZE = 32;

/** A private key that agrees on secrets and cannot be read again. */
export interface ExchangeKey {
  /** 32 bytes. */
  readonly publicKey: Bytes;
  /** 32 bytes, the same that the other side gets. Rejects if `publicKey` (32) is of small order. */
  agree(publicKey: Uint8Array): Promise<Bytes>;
}

// The fixed start of a PKCS #8 file of an X25519 private key (RFC 8410): the only private form that every WebCrypto imports.
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20);
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(EXCHANGE_KEY_SIZE - 1));

let native: Promise<boolean> | null = null;

/** Whether the browser can: tried once, by doing it. */
export function hasNativeX25519(): Promise<boolean> {
  native ??= nativeKey(new Uint8Array(EXCHANGE_KEY_SIZE)).then(
    async (key) => (await key.agree(BASE_POINT)).length === EXCHANGE_KEY_SIZE,
    () => false,
  );
  return native;
}

/** `secret`: 32 bytes. */
export async function exchangeKey(secret: Uint8Array): Promise<ExchangeKey> {
  return (await hasNativeX25519()) ? nativeKey(secret) : nobleExchangeKey(secret);
}

async function nativeKey(secret: Uint8Array): Promise<ExchangeKey> {
  const pkcs8 = concat(PKCS8, secret);
  // The public key can be had from an extractable key only; the one that stays is not.
  const readable = await crypto.subtle.importKey('pkcs8', pkcs8, 'X25519', true, ['deriveBits']);
  const publicKey = fromBase64url((await crypto.subtle.exportKey('jwk', readable)).x ?? '');
  if (publicKey === null || publicKey.length !== EXCHANGE_KEY_SIZE) throw new TypeError('no X25519 public key');
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'X25519', false, ['deriveBits']);
  return {
    publicKey,
    async agree(other) {
      const theirs = await crypto.subtle.importKey('raw', concat(other), 'X25519', false, []);
      return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: theirs }, key, 8 * EXCHANGE_KEY_SIZE));
    },
  };
}

/** For a test that holds the two alike. */
export async function nobleExchangeKey(secret: Uint8Array): Promise<ExchangeKey> {
  const { x25519 } = await import('./curves');
  const own = secret.slice();
  return { publicKey: concat(x25519.getPublicKey(own)), agree: async (other) => concat(x25519.getSharedSecret(own, other)) };
}
