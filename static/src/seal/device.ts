/**
 * A device's keys (PROTOCOL section 4), held open. The seeds are read once, to make keys that cannot be read again; the caller keeps them in the vault.
 */
import { type Bytes, type DeviceId, present } from '../format/bytes';
import { deviceId } from '../format/device';
import { type KemKey, hpkeOpen, kdfs, kemPrivateKey } from './primitives';
import { type SigningKey, signingKey } from './signing';
import { kemPublicKey } from './xwing';

/** What a device is made of: 32 bytes each. */
export interface Seeds {
  readonly sign: Bytes;
  readonly kem: Bytes;
}

/** Both of one root of 32 random bytes, which 24 words on a paper can spell (PROTOCOL section 21). */
export async function seedsOf(root: Uint8Array): Promise<Seeds> {
  const [sign, kem] = await kdfs(root, 'device-sign', 'device-kem');
  return { sign: present(sign), kem: present(kem) };
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
