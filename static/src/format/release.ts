/**
 * Release notes: which files an app consists of, signed offline (PROTOCOL section 22). There is one way to write each, so a text that is not exactly
 * that is refused. Whether the signature is right is judged with the cipher that the caller brings.
 */
import { type Bytes, base64, concat, equal, fromBase64url, utf8 } from './bytes';
import type { Verify } from './device';
import { plainHash } from './hash';
import { Refusal } from './refusals';

export const RELEASE_NAME = 'release.txt';
const ORIGIN = 'gawahi/release';
const FILES_LIMIT = 1_000;
const NOTE_LIMIT = 256 << 10;
const NOTE = /^gawahi\/release\n([^\n]+)\n([^\n]+)\n([^\n]+)\n((?:[^\n]+\n)+)\n\u2014 gawahi\/release ([A-Za-z0-9+/]{91})=\n$/;
const VERSION = /^[0-9a-z][0-9a-z.+-]{0,31}$/;
const BUILD = /^[0-9a-f]{32}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const HASH = /^[0-9a-f]{64}$/;
const PATH = /^\w[\w.-]*(?:\/\w[\w.-]*)*$/;

export interface Release {
  readonly version: string;
  /** The fingerprint that the app shows. */
  readonly build: string;
  /** YYYY-MM-DD, as the signer says. */
  readonly day: string;
  /** SHA-256 in hex of every file but the note itself, by path. */
  readonly files: ReadonlyMap<string, string>;
}
interface Note {
  readonly release: Release;
  readonly keyId: Bytes;
  readonly signature: Bytes;
}

const wrong = (detail: string): Refusal => new Refusal('release_wrong', detail);

/** What is signed. Refuses `release_wrong` what no release can be. */
export function releaseMessage({ version, build, day, files }: Release): Bytes {
  if (!VERSION.test(version) || !BUILD.test(build) || !isDay(day)) throw wrong('version, build or day');
  if (files.size < 1 || files.size > FILES_LIMIT) throw wrong(`${files.size} files`);
  const lines = [...files].sort(([one], [other]) => (one < other ? -1 : 1)).map(([path, digest]) => {
    if (!PATH.test(path) || path === RELEASE_NAME || !HASH.test(digest)) throw wrong('a file');
    return `${digest}  ${path}`;
  });
  return utf8([ORIGIN, version, build, day, ...lines].map((line) => `${line}\n`).join(''));
}

export const releaseKeyId = (releasePk: Bytes): Bytes => plainHash(utf8(`${ORIGIN}\n`), Uint8Array.of(1), releasePk).slice(0, 4);

/** Refuses `release_wrong` unless this key signed it, in the one form. */
export async function checkRelease(verify: Verify, text: string, releasePk: Bytes): Promise<Release> {
  const { release, keyId, signature } = readNote(text);
  if (!equal(keyId, releaseKeyId(releasePk))) throw wrong('signed by another key');
  if (!(await verify(releasePk, signature, releaseMessage(release)))) throw wrong('the signature does not fit');
  return release;
}

/** Refuses `release_wrong` every other form than the one in which it is written. */
export function readNote(text: string): Note {
  const [, version = '', build = '', day = '', lines = '', sealed64 = ''] = (text.length <= NOTE_LIMIT && NOTE.exec(text)) || [];
  const files = new Map<string, string>();
  for (const line of lines.split('\n').slice(0, -1)) files.set(line.slice(66), line.slice(0, 64));
  const sealed = fromBase64url(sealed64.replaceAll('+', '-').replaceAll('/', '_'));
  if (sealed === null || sealed.length !== 68) throw wrong('not a release note');
  const note = { release: { version, build, day, files }, keyId: sealed.slice(0, 4), signature: sealed.slice(4) };
  if (noteText(note) !== text) throw wrong('a release note in another form');
  return note;
}

export function noteText({ release, keyId, signature }: Note): string {
  const message = new TextDecoder().decode(releaseMessage(release));
  return `${message}\n\u2014 ${ORIGIN} ${base64(concat(keyId, signature))}\n`;
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}
