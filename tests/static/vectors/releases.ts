/** Vectors of release notes. */
import { type Release, checkRelease, noteText, releaseKeyId } from '../../../static/src/format/release';
import { verify } from '../../../static/src/seal/signing';
import { type Case, type Json, type Operations, listOf } from './plain';

const releaseJson = ({ version, build, day, files }: Release): Json => ({ version, build, day, files: [...files].map(([path, digest]) => [path, digest]) });

function releaseOf(one: Case): Release {
  const files = one.list('files').map((row): [string, string] => {
    const [path, digest] = listOf(row);
    return [String(path), String(digest)];
  });
  return { version: one.text('version'), build: one.text('build'), day: one.text('day'), files: new Map(files) };
}

export const releases: Operations = {
  release: {
    check: async (one) => releaseJson(await checkRelease(verify, one.text('text'), one.bytes('release_pk'))),
    write: (one) => noteText({ release: releaseOf(one.map('release')), keyId: releaseKeyId(one.bytes('release_pk')), signature: one.bytes('signature') }),
  },
};
