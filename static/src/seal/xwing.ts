/**
 * X-Wing (MLKEM768-X25519, KEM 0x647a) for HPKE: the browser's own where it has it, else over @noble/post-quantum. The two give the same bytes.
 */
import { ml_kem768_x25519 as xwing } from '@noble/post-quantum/hybrid.js';
import { KEM_MLKEM768_X25519, type KEM, type KEMFactory, type Key } from 'hpke';
import { type Bytes, concat } from '../format/bytes';

const NAME = 'MLKEM768-X25519';
export const KEM_SEED_SIZE = 32;

/** Whether the browser has X-Wing itself: five to ten times as fast, and audited with the browser. */
export function hasNativeXwing(): boolean {
  const subtle: unknown = globalThis.SubtleCrypto;
  return canSay(subtle) && subtle.supports('generateKey', NAME);
}

/** `supports` is newer than most browsers, and than TypeScript's description of them. */
function canSay(subtle: unknown): subtle is { supports(operation: string, algorithm: string): boolean } {
  return typeof subtle === 'function' && 'supports' in subtle && typeof subtle.supports === 'function';
}

/** The public key (1216 bytes) of a 32-byte seed. */
export function kemPublicKey(seed: Uint8Array): Bytes {
  return concat(xwing.keygen(seed).publicKey);
}

/** What HPKE is given as KEM on this machine. */
export function xwingKem(): KEMFactory {
  return hasNativeXwing() ? KEM_MLKEM768_X25519 : nobleXwing;
}

/** Key bytes that only this module can read, in the shape in which HPKE passes keys on. */
class NobleKey implements Key {
  readonly algorithm = Object.freeze({ name: NAME });
  readonly extractable: boolean;
  readonly type: 'private' | 'public';
  readonly #bytes: Uint8Array;

  constructor(type: 'private' | 'public', bytes: Uint8Array) {
    this.type = type;
    this.extractable = type === 'public';
    this.#bytes = bytes;
  }

  static bytesOf(key: Key): Uint8Array {
    if (!(key instanceof NobleKey)) throw new TypeError('a key of another maker');
    return key.#bytes;
  }
}

/** Keys come from random seeds only, so there is no DeriveKeyPair (PROTOCOL section 1), and private keys never leave. */
function refuse(what: string): () => Promise<never> {
  return () => Promise.reject(new TypeError(`${what} is not done here`));
}

export const nobleXwing = (): KEM => ({
  id: 0x647a,
  type: 'KEM',
  name: NAME,
  Nsecret: 32,
  Nenc: 1120,
  Npk: 1216,
  Nsk: KEM_SEED_SIZE,
  DeriveKeyPair: refuse('DeriveKeyPair'),
  GenerateKeyPair: refuse('GenerateKeyPair'),
  SerializePrivateKey: refuse('SerializePrivateKey'),
  SerializePublicKey: (key) => Promise.resolve(NobleKey.bytesOf(key).slice()),
  DeserializePublicKey: (bytes) => Promise.resolve(new NobleKey('public', bytes.slice())),
  DeserializePrivateKey: (seed) => Promise.resolve(new NobleKey('private', xwing.keygen(seed).secretKey)),
  async Encap(publicKey) {
    const { sharedSecret, cipherText } = xwing.encapsulate(NobleKey.bytesOf(publicKey));
    return { shared_secret: sharedSecret, enc: cipherText };
  },
  async Decap(enc, key) {
    if (!('type' in key)) throw new TypeError('a private key is wanted');
    return xwing.decapsulate(enc, NobleKey.bytesOf(key));
  },
});
