/**
 * The primitives of PROTOCOL section 1 and nothing else: HKDF-Expand, AES-256-GCM, HPKE. No negotiation, no parameter from outside.
 * A tag that fails is the refusal `damaged`, never an exception of the platform. Ed25519 is in `signing.ts`, Argon2id in `keyfile.ts`.
 */
import { AEAD_AES_256_GCM, CipherSuite, DecapError, DeserializeError, EncapError, KDF_HKDF_SHA256, type Key, OpenError } from 'hpke';
import { type Bytes, concat, present, u8, utf8 } from '../format/bytes';
import { Refusal } from '../format/refusals';
import { xwingKem } from './xwing';

export const NONCE_SIZE = 12;
const TAG_SIZE = 16;
const ENC_SIZE = 1120;
const NOTHING = new Uint8Array(0);

/** HKDF-Expand-SHA256 with `info = "gawahi/v1/" || label`, 32 bytes, which is one HMAC. `key`: uniformly random, 16 or 32 bytes. */
export async function kdf(key: Uint8Array, label: string): Promise<Bytes> {
  const [derived] = await kdfs(key, label);
  return present(derived);
}

/** Several of one key: to give it to the browser costs as much as to use it. */
export async function kdfs(key: Uint8Array, ...labels: readonly string[]): Promise<readonly Bytes[]> {
  const hmac = await crypto.subtle.importKey('raw', owned(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return Promise.all(labels.map(async (label) => new Uint8Array(await crypto.subtle.sign('HMAC', hmac, concat(utf8(`gawahi/v1/${label}`), u8(1))))));
}

/** For what is used many times. It cannot be read again. */
export function aeadKey(key: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', owned(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** AES-256-GCM: ciphertext and tag, 16 bytes longer than `plain`. `key` 32, `nonce` 12 and never twice under one key. */
export async function aeadSeal(key: Uint8Array | CryptoKey, nonce: Uint8Array, plain: Uint8Array, additional: Uint8Array): Promise<Bytes> {
  const aes = key instanceof CryptoKey ? key : await aeadKey(key);
  return new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, additional), aes, owned(plain)));
}

/** Refuses `damaged`: another key, nonce, place or byte. */
export async function aeadOpen(key: Uint8Array | CryptoKey, nonce: Uint8Array, sealed: Uint8Array, additional: Uint8Array): Promise<Bytes> {
  if (sealed.length < TAG_SIZE) throw new Refusal('damaged', 'shorter than a tag');
  const aes = key instanceof CryptoKey ? key : await aeadKey(key);
  try {
    return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, additional), aes, owned(sealed)));
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'OperationError') throw new Refusal('damaged', 'AES-GCM', cause);
    throw cause;
  }
}

function gcm(iv: Uint8Array, additionalData: Uint8Array): AesGcmParams {
  return { name: 'AES-GCM', iv: owned(iv), additionalData: owned(additionalData), tagLength: 8 * TAG_SIZE };
}

// ---- HPKE, base mode, single shot: `aad` is empty, all context is in `info`
let suite: CipherSuite | null = null;

/** Made at first use, so that loading this file costs nothing. */
function hpke(): CipherSuite {
  suite ??= new CipherSuite(xwingKem(), KDF_HKDF_SHA256, AEAD_AES_256_GCM);
  return suite;
}

/** A KEM private key that cannot be read again. */
export type KemKey = Key;

export function kemPrivateKey(seed: Uint8Array): Promise<KemKey> {
  return hpke().DeserializePrivateKey(owned(seed), false);
}

/** `enc 1120 || ct || tag 16`. Refuses `malformed` if nothing can be sealed to `publicKey` (1216). */
export async function hpkeSeal(publicKey: Uint8Array, plain: Uint8Array, info: Uint8Array): Promise<Bytes> {
  try {
    const key = await hpke().DeserializePublicKey(owned(publicKey));
    const { encapsulatedSecret, ciphertext } = await hpke().Seal(key, owned(plain), { info: owned(info) });
    return concat(encapsulatedSecret, ciphertext);
  } catch (cause) {
    if (cause instanceof EncapError || cause instanceof DeserializeError) throw new Refusal('malformed', 'not a public key', cause);
    throw cause;
  }
}

/** Refuses `damaged`: another key, context or byte. */
export async function hpkeOpen(key: KemKey, box: Uint8Array, info: Uint8Array): Promise<Bytes> {
  if (box.length < ENC_SIZE + TAG_SIZE) throw new Refusal('damaged', 'shorter than an empty box');
  try {
    return concat(await hpke().Open(key, box.slice(0, ENC_SIZE), box.slice(ENC_SIZE), { info: owned(info) }));
  } catch (cause) {
    if (cause instanceof OpenError || cause instanceof DecapError) throw new Refusal('damaged', 'HPKE', cause);
    throw cause;
  }
}

/** Refuses `malformed` a KEM public key to which nothing could be sealed. */
export async function checkKemKey(publicKey: Uint8Array): Promise<void> {
  await hpkeSeal(publicKey, NOTHING, NOTHING);
}

/** WebCrypto takes only memory that no other thread can change. */
function owned(bytes: Uint8Array): Bytes {
  return isOwned(bytes) ? bytes : new Uint8Array(bytes);
}

function isOwned(bytes: Uint8Array): bytes is Bytes {
  return bytes.buffer instanceof ArrayBuffer;
}
