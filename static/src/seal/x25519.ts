/**
 * X25519 (RFC 7748) by WebCrypto, or by @noble/curves where the browser has none. Both refuse a shared secret of zeros, which a public key of
 * small order would give.
 */
import { type Bytes, concat } from '../format/bytes';
import { curveKey } from './curve_key';

export const EXCHANGE_KEY_SIZE = 32;

/** A private key that agrees on secrets and cannot be read again. */
export interface ExchangeKey {
  /** 32 bytes. */
  readonly publicKey: Bytes;
  /** 32 bytes, the same that the other side gets. Rejects if `publicKey` (32) is of small order. */
  agree(publicKey: Uint8Array): Promise<Bytes>;
}

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
  const { key, publicKey } = await curveKey('X25519', secret);
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
