/** Forms of a team as they lie on the relay (PROTOCOL section 23): for all members, said by a coordinator. Only bytes; what a form means is not known here. */
import { type Bytes, type DeviceId, type TeamId, type TeamTag, concat, hex, u32, utf8 } from './bytes';
import { decode, encode } from './canonical';
import { asDeviceId } from './device';
import { hash, label, plainHash } from './hash';
import { Reader } from './reader';
import { Refusal } from './refusals';
import { asLabel, asMap } from './shape';
import { type ParsedTransport, parseTransport, transportPrefix } from './transport';

/** The form that comes with the app. No other may be called so: the desk reads its records by its own classes. */
export const OWN_FORM = 'gawahi_default';
const NAME_LIMIT_BYTES = 128;
const HASH_LETTERS = 16;

export interface SignedForm {
  readonly author: DeviceId;
  readonly signature: Bytes;
  readonly tail: Bytes;
  readonly rosterSeq: number;
  readonly rosterHead: Bytes;
  /** Deflated. */
  readonly content: Bytes;
}
export interface FormContent {
  readonly id: string;
  readonly version: string;
  /** JSON as compiled; null takes this version out of use: nothing new is begun with it. */
  readonly form: string | null;
}

export function formPrefix(teamTag: TeamTag, epoch: number): Bytes {
  return transportPrefix(teamTag, epoch, 'GWF1');
}

/** Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseForm(sealed: Uint8Array): ParsedTransport {
  return parseTransport(sealed, 'GWF1');
}

export function formTail(rosterSeq: number, rosterHead: Bytes, content: Bytes): Bytes {
  return concat(u32(rosterSeq), rosterHead, content);
}

/** Refuses `malformed`. */
export function parseSignedForm(signed: Uint8Array): SignedForm {
  const reader = new Reader(signed);
  const author = asDeviceId(reader.take(16));
  const signature = reader.take(64);
  const tail = reader.rest();
  const rest = new Reader(tail);
  return { author, signature, tail, rosterSeq: rest.u32(), rosterHead: rest.take(32), content: rest.rest() };
}

export function formMessage(teamId: TeamId, tail: Bytes): Bytes {
  return concat(label('form-sig'), teamId, plainHash(tail));
}

/** How the version of this form ends, and of no other: so a version names one form, whatever else it is called. */
export function versionEnding(form: string): string {
  return `-${hex(hash('form', utf8(form))).slice(0, HASH_LETTERS)}`;
}

export function encodeForm({ id, version, form }: FormContent): Bytes {
  return encode({ id, version, form });
}

/** Refuses `malformed` (also a version that is not of this form), `not_canonical` and `too_large`. */
export function decodeForm(bytes: Uint8Array): FormContent {
  const map = asMap(decode(bytes), ['form', 'id', 'version']);
  const id = asLabel(map['id'], NAME_LIMIT_BYTES);
  const version = asLabel(map['version'], NAME_LIMIT_BYTES);
  const form = map['form'] ?? null;
  if (id === '' || version === '' || (form !== null && typeof form !== 'string') || form === '') throw new Refusal('malformed', 'form');
  if (id === OWN_FORM) throw new Refusal('malformed', 'the name of the app\'s own form');
  if (form !== null && !version.endsWith(versionEnding(form))) throw new Refusal('malformed', 'not the version of this form');
  return { id, version, form };
}
