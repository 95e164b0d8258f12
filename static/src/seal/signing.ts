/**
 * Ed25519 (RFC 8032) by WebCrypto, or by @noble/curves where the browser has none. Both without the cofactor: noble's `zip215` is off, because
 * with it two devices could judge one signature differently, and their histories would part.
 */
import { type Bytes, concat, equal } from '../format/bytes';
import { SIGNATURE_SIZE, SIGN_KEY_SIZE, type Verify } from '../format/device';
import { curveKey } from './curve_key';

/** A private key that signs and cannot be read again. */
export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: Bytes;
  /** 64 bytes. */
  sign(message: Uint8Array): Promise<Bytes>;
}

let native: Promise<boolean> | null = null;

/** Whether the browser can sign: tried once, by doing it. */
export function hasNativeEd25519(): Promise<boolean> {
  native ??= nativeKey(new Uint8Array(32)).then(
    async (key) => (await key.sign(new Uint8Array(1))).length === SIGNATURE_SIZE,
    () => false,
  );
  return native;
}

/** `seed`: 32 bytes. */
export async function signingKey(seed: Uint8Array): Promise<SigningKey> {
  return (await hasNativeEd25519()) ? nativeKey(seed) : nobleKey(seed);
}

/** Whether `signature` is the one of `publicKey` over `message`. A key or signature of no possible form is not. */
export const verify: Verify = async (publicKey, signature, message) => {
  if (publicKey.length !== SIGN_KEY_SIZE || signature.length !== SIGNATURE_SIZE) return false;
  return (await hasNativeEd25519()) ? nativeVerify(publicKey, signature, message) : nobleVerify(publicKey, signature, message);
};

// ---- WebCrypto
async function nativeKey(seed: Uint8Array): Promise<SigningKey> {
  const { key, publicKey } = await curveKey('Ed25519', seed);
  return { publicKey, sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, concat(message))) };
}

/** The key that was used last: a phone's thousand changes are all verified with one. */
let last: { readonly publicKey: Bytes; readonly key: Promise<CryptoKey> } | null = null;

function verifyKey(given: Uint8Array): Promise<CryptoKey> {
  if (last === null || !equal(last.publicKey, given)) {
    const publicKey = concat(given);
    last = { publicKey, key: crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']) };
  }
  return last.key;
}

async function nativeVerify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  try {
    return await crypto.subtle.verify('Ed25519', await verifyKey(publicKey), concat(signature), concat(message));
  } catch (cause) {
    // Some engines refuse a key that is no point when it is imported, others when it is used.
    if (cause instanceof DOMException) return false;
    throw cause;
  }
}

// ---- noble
/** For a test that holds the two alike. */
export async function nobleKey(seed: Uint8Array): Promise<SigningKey> {
  const { ed25519 } = await import('./curves');
  const secret = seed.slice();
  return { publicKey: concat(ed25519.getPublicKey(secret)), sign: async (message) => concat(ed25519.sign(message, secret)) };
}

/** For a test that holds the two alike. */
export async function nobleVerify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  const { ed25519 } = await import('./curves');
  return ed25519.verify(signature, message, publicKey, { zip215: false });
}
