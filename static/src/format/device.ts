/** Devices and teams by their public keys and hashes (PROTOCOL sections 4, 6 and 10). Knows no private key. */
import { type Bytes, type DeviceId, type TeamId, type TeamTag, brand, hex } from './bytes';
import { hash } from './hash';
import { Refusal } from './refusals';

export const DEVICE_ID_SIZE = 16;
export const SIGN_KEY_SIZE = 32;
export const KEM_KEY_SIZE = 1216;
export const SIGNATURE_SIZE = 64;
/** An HPKE box is this much longer than what is in it: `enc 1120`, `tag 16`. */
export const HPKE_OVERHEAD = 1136;

/** Whether `signature` (64) is the one of `publicKey` (32) over `message`. Handed into the pure parsers by `seal`. */
export type Verify = (publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array) => Promise<boolean>;

/** 16 bytes from `signPk` (32) and `kemPk` (1216). */
export function deviceId(signPk: Uint8Array, kemPk: Uint8Array): DeviceId {
  return brand<DeviceId>(hash('device', signPk, kemPk).slice(0, DEVICE_ID_SIZE));
}

/** For bytes that were read at the place of a device id. */
export function asDeviceId(bytes: Bytes): DeviceId {
  return brand<DeviceId>(sized(bytes, DEVICE_ID_SIZE));
}

export function asTeamId(bytes: Bytes): TeamId {
  return brand<TeamId>(sized(bytes, 32));
}

export function teamTag(teamId: TeamId): TeamTag {
  return brand<TeamTag>(teamId.slice(0, 16));
}

/** For reading aloud: the first 10 bytes of a device id as five groups of four hexadecimal digits. */
export function fingerprint(device: DeviceId): string {
  return hex(device.slice(0, 10)).replaceAll(/(.{4})(?=.)/g, '$1 ');
}

function sized(bytes: Bytes, size: number): Bytes {
  if (bytes.length !== size) throw new Refusal('malformed', `${bytes.length} bytes instead of ${size}`);
  return bytes;
}
