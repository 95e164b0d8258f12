/**
 * Checkpoints: the signed state of a team's log, a C2SP signed note (PROTOCOL section 17). There is one way to write each, so a text that is not
 * exactly that is refused. Whether the signature is right is judged by whoever has the cipher.
 */
import { type Bytes, type TeamTag, base64, concat, fromBase64url, hex, utf8 } from './bytes';
import { plainHash } from './hash';
import { Refusal } from './refusals';

/** The log at one size. */
export interface TreeHead {
  readonly size: number;
  readonly root: Bytes;
}
export interface SignedCheckpoint extends TreeHead {
  /** What is signed. */
  readonly message: Bytes;
  /** 64 bytes. */
  readonly signature: Bytes;
}

/** Whose log: the team's, in this epoch, of the relay with this key. */
export interface LogName {
  readonly teamTag: TeamTag;
  readonly epoch: Bytes;
  readonly relayPk: Bytes;
}

const origin = ({ teamTag, epoch }: LogName): string => `gawahi/${hex(teamTag)}/${hex(epoch)}`;

export function checkpointMessage(name: LogName, { size, root }: TreeHead): Bytes {
  return utf8(`${origin(name)}\n${size}\n${base64(root)}\n`);
}

export function checkpointText(name: LogName, { size, root }: TreeHead, signature: Bytes): string {
  const keyId = plainHash(utf8(`${origin(name)}\n`), Uint8Array.of(1), name.relayPk).subarray(0, 4);
  return `${origin(name)}\n${size}\n${base64(root)}\n\n\u2014 ${origin(name)} ${base64(concat(keyId, signature))}\n`;
}

/** Refuses as `log_wrong` any other form, another team or epoch, and another key's id. */
export function parseCheckpoint(name: LogName, text: string): SignedCheckpoint {
  const [, digits = '', root64 = '', signature64 = ''] = /^.*\n(\d{1,16})\n(.{43})=\n\n.* (.{91})=\n$/.exec(text) ?? [];
  const size = Number(digits);
  const root = decoded(root64);
  const signature = decoded(signature64)?.slice(4);
  if (root === null || signature === undefined || !Number.isSafeInteger(size) || checkpointText(name, { size, root }, signature) !== text) {
    throw new Refusal('log_wrong', 'not the one form of a checkpoint');
  }
  return { size, root, message: checkpointMessage(name, { size, root }), signature };
}

const decoded = (base64Text: string): Bytes | null => fromBase64url(base64Text.replaceAll('+', '-').replaceAll('/', '_'));
