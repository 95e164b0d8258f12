/**
 * X-Wing (MLKEM768-X25519, KEM 0x647a, draft-connolly-cfrg-xwing-kem) for HPKE: the browser's own where it has it, else put together as the draft says
 * from ML-KEM-768 of @noble/post-quantum and the browser's X25519. The two give the same bytes; the draft's vectors judge.
 */
import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { KEM_MLKEM768_X25519, type KEM, type KEMFactory, type Key } from 'hpke';
import { type Bytes, concat, utf8 } from '../format/bytes';
import { EXCHANGE_KEY_SIZE, exchangeKey, type ExchangeKey } from './x25519';

const NAME = 'MLKEM768-X25519';
export const KEM_SEED_SIZE = 32;
const ML_KEM_SEED_SIZE = 64;
const ML_KEM_MESSAGE_SIZE = 32;
const ML_KEM_PUBLIC_SIZE = 1184;
const ML_KEM_CIPHERTEXT_SIZE = 1088;
/** The draft's picture of an X-wing, seen from the front. */
const LABEL = utf8('\\.//^\\');

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
export async function kemPublicKey(seed: Uint8Array): Promise<Bytes> {
  return (await expand(seed)).publicKey;
}

/** What HPKE is given as KEM on this machine. */
export function xwingKem(): KEMFactory {
  return hasNativeXwing() ? KEM_MLKEM768_X25519 : ownXwing;
}

interface Expanded {
  readonly publicKey: Bytes;
  readonly decapsulation: Uint8Array;
  readonly exchange: ExchangeKey;
}

async function expand(seed: Uint8Array): Promise<Expanded> {
  if (seed.length !== KEM_SEED_SIZE) throw new TypeError('a seed has 32 bytes');
  const bytes = shake256(seed, { dkLen: ML_KEM_SEED_SIZE + EXCHANGE_KEY_SIZE });
  const { publicKey, secretKey } = ml_kem768.keygen(bytes.slice(0, ML_KEM_SEED_SIZE));
  const exchange = await exchangeKey(bytes.slice(ML_KEM_SEED_SIZE));
  return { publicKey: concat(publicKey, exchange.publicKey), decapsulation: secretKey, exchange };
}

interface Agreed {
  readonly mlKem: Uint8Array;
  readonly x25519: Uint8Array;
  readonly ephemeral: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** The ML-KEM ciphertext is left out, as the draft proves it may be: ML-KEM itself binds it. */
function combine({ mlKem, x25519, ephemeral, publicKey }: Agreed): Uint8Array {
  return sha3_256(concat(mlKem, x25519, ephemeral, publicKey, LABEL));
}

/** `random`: 64 bytes, never twice. `enc` has 1120, the secret 32. Rejects a public key (1216) that is none. */
export async function encapsulate(publicKey: Uint8Array, random: Uint8Array): Promise<{ readonly shared_secret: Uint8Array; readonly enc: Uint8Array }> {
  const theirs = publicKey.slice(ML_KEM_PUBLIC_SIZE);
  const { cipherText, sharedSecret } = ml_kem768.encapsulate(publicKey.slice(0, ML_KEM_PUBLIC_SIZE), random.slice(0, ML_KEM_MESSAGE_SIZE));
  const ephemeral = await exchangeKey(random.slice(ML_KEM_MESSAGE_SIZE));
  const agreed = { mlKem: sharedSecret, x25519: await ephemeral.agree(theirs), ephemeral: ephemeral.publicKey, publicKey: theirs };
  return { shared_secret: combine(agreed), enc: concat(cipherText, ephemeral.publicKey) };
}

async function decapsulate(enc: Uint8Array, { publicKey, decapsulation, exchange }: Expanded): Promise<Uint8Array> {
  const ephemeral = enc.slice(ML_KEM_CIPHERTEXT_SIZE);
  const mlKem = ml_kem768.decapsulate(enc.slice(0, ML_KEM_CIPHERTEXT_SIZE), decapsulation);
  return combine({ mlKem, x25519: await exchange.agree(ephemeral), ephemeral, publicKey: publicKey.slice(ML_KEM_PUBLIC_SIZE) });
}

/** Keys that only this module can read, in the shape in which HPKE passes keys on. */
class PublicKey implements Key {
  readonly algorithm = Object.freeze({ name: NAME });
  readonly extractable = true;
  readonly type = 'public';
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  static bytesOf(key: Key): Uint8Array {
    if (!(key instanceof PublicKey)) throw new TypeError('a key of another maker');
    return key.#bytes;
  }
}

class PrivateKey implements Key {
  readonly algorithm = Object.freeze({ name: NAME });
  readonly extractable = false;
  readonly type = 'private';
  readonly #expanded: Expanded;

  constructor(expanded: Expanded) {
    this.#expanded = expanded;
  }

  static expandedOf(key: Key): Expanded {
    if (!(key instanceof PrivateKey)) throw new TypeError('a key of another maker');
    return key.#expanded;
  }
}

/** Keys come from random seeds only, so there is no DeriveKeyPair (PROTOCOL section 1), and private keys never leave. */
function refuse(what: string): () => Promise<never> {
  return () => Promise.reject(new TypeError(`${what} is not done here`));
}

const ownXwing = (): KEM => ({
  id: 0x647a,
  type: 'KEM',
  name: NAME,
  Nsecret: 32,
  Nenc: ML_KEM_CIPHERTEXT_SIZE + EXCHANGE_KEY_SIZE,
  Npk: ML_KEM_PUBLIC_SIZE + EXCHANGE_KEY_SIZE,
  Nsk: KEM_SEED_SIZE,
  DeriveKeyPair: refuse('DeriveKeyPair'),
  GenerateKeyPair: refuse('GenerateKeyPair'),
  SerializePrivateKey: refuse('SerializePrivateKey'),
  SerializePublicKey: async (key) => PublicKey.bytesOf(key).slice(),
  DeserializePublicKey: async (bytes) => new PublicKey(bytes.slice()),
  DeserializePrivateKey: async (seed) => new PrivateKey(await expand(seed)),
  Encap: (publicKey) => encapsulate(PublicKey.bytesOf(publicKey), crypto.getRandomValues(new Uint8Array(ML_KEM_MESSAGE_SIZE + EXCHANGE_KEY_SIZE))),
  Decap: (enc, key) => decapsulate(enc, PrivateKey.expandedOf(key)),
});
