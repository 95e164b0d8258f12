// PouchDB 9 (LevelDB, its default in Node) against pouchdb-server, the usual way: one-shot replication in batches of 100. The first edit of a document
// wins nothing here: PouchDB keeps both revisions and shows one, without a word unless it is asked for conflicts.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import PouchDB from 'pouchdb';
import { EDITS, atRest, edited, editOf, outcome, phase, records, seconds, singleEdit, singleRecord, tell, url } from '../work.mjs';

const BATCH = { batch_size: 100, batches_limit: 10 };
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-pouchdb-'));
const one = new PouchDB(path.join(folder, 'one'));
const other = new PouchDB(path.join(folder, 'other'));
const remote = `${url}/records`;
const push = (from) => from.replicate.to(remote, BATCH);
const pull = (into) => into.replicate.from(remote, BATCH);

await new PouchDB(remote).info();
for (let start = 0; start < records.length; start += 500) {
  await one.bulkDocs(records.slice(start, start + 500).map(({ id, ...fields }) => ({ _id: id, ...fields })));
}
const sent = await phase('push', () => push(one));
const fetched = await phase('pull', () => pull(other));
if (sent.docs_written !== records.length || fetched.docs_written !== records.length) throw new Error('not all records went over');
await atRest();

const pushed = [];
const seen = [];
await phase('edits', async () => {
  for (let number = 0; number < EDITS; number += 1) {
    const { id } = singleRecord(number);
    const [field, text] = singleEdit(number);
    const start = seconds();
    await one.put({ ...(await one.get(id)), [field]: text });
    await push(one);
    pushed.push(seconds() - start);
    await pull(other);
    if ((await other.get(id))[field] !== text) throw new Error('an edit did not arrive');
    seen.push(seconds() - start);
  }
});

async function editAll(side, database) {
  const { rows } = await database.allDocs({ keys: records.slice(0, edited).map(({ id }) => id), include_docs: true });
  await database.bulkDocs(rows.map(({ doc }, number) => ({ ...doc, ...Object.fromEntries([editOf(side, number, records[number])]) })));
}
await editAll(1, one);
await editAll(2, other);
await phase('both_sides', async () => {
  await push(one);
  await push(other);
  await pull(one);
  await pull(other);
});

const found = [];
for (const { id } of records.slice(0, edited)) {
  const doc = await one.get(id, { conflicts: true });
  const hidden = await Promise.all((doc._conflicts ?? []).map((rev) => one.get(id, { rev })));
  found.push({ doc, hidden });
}
await tell({
  pushed,
  seen,
  outcome: outcome((number) => {
    const { doc, hidden } = found[number];
    const texts = [1, 2].map((side) => editOf(side, number));
    return {
      shown: texts.map(([field, text]) => doc[field] === text),
      kept: texts.map(([field, text]) => hidden.some((revision) => revision[field] === text)),
      flagged: hidden.length > 0,
    };
  }),
});
await Promise.all([one.close(), other.close()]);
fs.rmSync(folder, { recursive: true });
process.exit(0);
