/** Vectors of the rules of evidence: the body of a change, folding, consent. */
import { type ChangeId, type DeviceId, brand, hex } from '../../../static/src/format/bytes';
import { type Known, type RecordId, decisionId, decodeBody, decodeChange, encodeChange } from '../../../static/src/format/change';
import { PURPOSES, allows } from '../../../static/src/format/consent';
import { type FoldedRecord, digest, fold } from '../../../static/src/format/history';
import { type Case, type Json, type Operations, changeJson, changeOf, jsonOf, opOf } from './plain';

function knownOf(one: Case): Known {
  return { changeId: brand<ChangeId>(one.bytes('id')), author: brand<DeviceId>(one.bytes('author')), change: changeOf(one.map('change')) };
}

/** Folded backwards and twice too, because order and repetition must not matter. */
function foldedOf(one: Case): FoldedRecord {
  const record = brand<RecordId>(one.bytes('record'));
  const known = one.maps('changes').map(knownOf);
  const folded = fold(record, known);
  for (const other of [known.toReversed(), [...known, ...known]]) {
    if (hex(digest(fold(record, other))) !== hex(digest(folded))) throw new Error('another order or repetition gives another digest');
  }
  return folded;
}

function foldedJson(folded: FoldedRecord): Json {
  const paths = folded.paths.map(({ path, values, state }) => {
    const rows = values.map(({ id, x, said }) => [hex(id), jsonOf(x), [...new Set(said.map(({ author }) => hex(author)))].toSorted()]);
    return [jsonOf(path), rows, state];
  });
  return {
    digest: hex(digest(folded)),
    paths,
    conflicts: folded.paths.filter(({ state }) => state === 'conflict').map(({ path }) => jsonOf(path)),
    parallel: folded.paths.filter(({ parallel }) => parallel).map(({ path }) => jsonOf(path)),
    members: folded.members.map(({ collection, member, state }) => [collection, hex(member), state]),
    replaced: folded.replaced.map(({ path, id }): readonly Json[] => [jsonOf(path), hex(id)]),
    waiting: folded.waiting.map(({ changeId }) => hex(changeId)),
    frontier: folded.frontier.map(hex),
  };
}

export const evidence: Operations = {
  history: { fold: (one) => foldedJson(foldedOf(one)) },
  consent: {
    allows: (one) => {
      const folded = foldedOf(one);
      return PURPOSES.filter((purpose) => allows(folded, purpose, new Set()));
    },
  },
};

export const body: Operations[string] = {
  both: (one) => {
    const written = hex(encodeChange(changeOf(one.map('change'))));
    const readAndWritten = hex(encodeChange(decodeChange(one.bytes('bytes'))));
    return (written === one.text('bytes') && readAndWritten === written) || { written, readAndWritten };
  },
  decode: (one) => changeJson(decodeChange(one.bytes('bytes'))),
  body: async (one) => changeJson(await decodeBody(one.bytes('body'))),
  decision_id: (one) => hex(decisionId(brand<RecordId>(one.bytes('record')), opOf(one))),
};
