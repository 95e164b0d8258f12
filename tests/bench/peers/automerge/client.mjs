// automerge-repo 2 with Automerge 3 over WebSocket: one document a record, as its documentation advises. Texts are atomic (ImmutableString): merged
// letter by letter they would say what nobody said. There is no acknowledgement, so a push is over when the server's folder holds every document.
import fs from 'node:fs';
import path from 'node:path';
import * as Automerge from '@automerge/automerge';
import { Repo } from '@automerge/automerge-repo';
import { WebSocketClientAdapter } from '@automerge/automerge-repo-network-websocket';
import { EDITS, atRest, converted, edited, editOf, outcome, phase, records, seconds, singleEdit, sleep, tell, until, url } from '../work.mjs';

const LIMIT_SECONDS = 400;
const TRIES = 20;
const AT_ONCE = 50;
const folder = process.argv[5];
const text = (one) => new Automerge.ImmutableString(one);
const atomic = (one) => (typeof one === 'string' ? text(one) : one);

async function connect(peerId) {
  const adapter = new WebSocketClientAdapter(url.replace('http', 'ws'));
  const repo = new Repo({ network: [adapter], peerId });
  await repo.networkSubsystem.whenReady();
  return { adapter, repo, peerId };
}

const stored = () => fs.readdirSync(folder).reduce((sum, name) => sum + fs.readdirSync(path.join(folder, name)).length, 0);

/** The server sometimes says that a document is unavailable which it has on its disk. */
let unavailable = 0;
async function find(repo, documentUrl) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await repo.find(documentUrl);
    } catch (cause) {
      unavailable += 1;
      if (attempt === TRIES) throw cause;
      await sleep(250);
    }
  }
}

const first = await connect('one');
const ours = await phase('push', async () => {
  const handles = records.map((record) => first.repo.create(converted(record, Object.fromEntries, atomic)));
  await until(() => stored() >= records.length, 'every document in the folder of the server', LIMIT_SECONDS, 100);
  return handles;
});
await sleep(1500);
const second = await connect('other');
const theirs = await phase('pull', async () => {
  const handles = [];
  for (let start = 0; start < ours.length; start += AT_ONCE) {
    handles.push(...(await Promise.all(ours.slice(start, start + AT_ONCE).map((handle) => find(second.repo, handle.url)))));
  }
  return handles;
});
if (!theirs.every((handle, number) => String(handle.doc().title) === records[number].title)) throw new Error('not all records arrived');
await sleep(1500);
await atRest();

const seen = [];
await phase('edits', async () => {
  for (let number = 0; number < EDITS; number += 1) {
    const place = records.length - 1 - number;
    const [field, value] = singleEdit(number);
    const start = seconds();
    const arrived = new Promise((done) => {
      theirs[place].on('change', ({ doc }) => String(doc[field]) === value && done());
    });
    ours[place].change((doc) => {
      doc[field] = text(value);
    });
    await arrived;
    seen.push(seconds() - start);
  }
});

first.adapter.disconnect();
second.adapter.disconnect();
await sleep(300);
for (let number = 0; number < edited; number += 1) {
  for (const [side, handles] of [[1, ours], [2, theirs]]) {
    const [field, value] = editOf(side, number);
    handles[number].change((doc) => {
      doc[field] = text(value);
    });
  }
}
const merged = () => [ours, theirs].every((handles) => handles.slice(0, edited).every((handle) => Automerge.getHeads(handle.doc()).length === 2));
await phase('both_sides', async () => {
  first.adapter.connect(first.peerId, {});
  second.adapter.connect(second.peerId, {});
  await until(merged, 'both sides merged', LIMIT_SECONDS, 50);
});

await tell({
  seen,
  unavailable,
  outcome: outcome((number) => {
    const doc = ours[number].doc();
    const texts = [1, 2].map((side) => editOf(side, number));
    const said = texts.map(([field]) => Object.values(Automerge.getConflicts(doc, field) ?? {}).map(String));
    return {
      shown: texts.map(([field, value]) => String(doc[field]) === value),
      kept: texts.map(([, value], side) => said[side].includes(value)),
      flagged: said.some((values) => values.length > 1),
    };
  }),
});
process.exit(0);
