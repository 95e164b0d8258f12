/**
 * A device's keys (PROTOCOL section 4), held open. The seeds are read once, to make keys that cannot be read again; the caller keeps them in the vault.
 */
import { type Bytes, type DeviceId, type Random, concat } from '../format/bytes';
import { SIGN_KEY_SIZE, deviceId } from '../format/device';
import { Reader } from '../format/reader';
import { type KemKey, hpkeOpen, kemPrivateKey } from './primitives';
import { type SigningKey, signingKey } from './signing';
import { KEM_SEED_SIZE, kemPublicKey } from './xwing';

/** What a device is made of: 32 bytes each. */
export interface Seeds {
  readonly sign: Bytes;
  readonly kem: Bytes;
}

export function newSeeds(random: Random): Seeds {
  return { sign: random(SIGN_KEY_SIZE), kem: random(KEM_SEED_SIZE) };
}

/** 64 bytes, for the vault. */
export function encodeSeeds({ sign, kem }: Seeds): Bytes {
  return concat(sign, kem);
}

/** Refuses `malformed`. */
export function parseSeeds(bytes: Uint8Array): Seeds {
  const reader = new Reader(bytes);
  const seeds = { sign: reader.take(SIGN_KEY_SIZE), kem: reader.take(KEM_SEED_SIZE) };
  reader.end();
  return seeds;
}

export class Device {
  readonly id: DeviceId;
  /** 32 bytes. */
  readonly signPk: Bytes;
  /** 1216 bytes. */
  readonly kemPk: Bytes;
  readonly #signingKey: SigningKey;
  readonly #kemKey: KemKey;

  private constructor(signing: SigningKey, kemPk: Bytes, kemKey: KemKey) {
    this.id = deviceId(signing.publicKey, kemPk);
    this.signPk = signing.publicKey;
    this.kemPk = kemPk;
    this.#signingKey = signing;
    this.#kemKey = kemKey;
  }

  static async fromSeeds({ sign, kem }: Seeds): Promise<Device> {
    return new Device(await signingKey(sign), await kemPublicKey(kem), await kemPrivateKey(kem));
  }

  /** 64 bytes. The message must begin with its label. */
  sign(message: Uint8Array): Promise<Bytes> {
    return this.#signingKey.sign(message);
  }

  /** Opens what was sealed to this device's KEM key. Refuses `damaged`. */
  open(box: Uint8Array, info: Uint8Array): Promise<Bytes> {
    return hpkeOpen(this.#kemKey, box, info);
  }
}
