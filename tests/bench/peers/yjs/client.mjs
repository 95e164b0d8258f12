// Yjs over Hocuspocus: 10,000 maps in one document, the usual modelling. Of two texts in one field Yjs drops one, by the number of its client, which is
// drawn anew for each session; so what is lost here is really gone from the bytes, and nobody is told.
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { EDITS, atRest, converted, edited, editOf, outcome, phase, records, seconds, singleEdit, singleRecord, sleep, tell, until, url } from '../work.mjs';

const LIMIT_SECONDS = 200;
const SETTLED_SECONDS = 3;

function connect(document) {
  const websocketProvider = new HocuspocusProviderWebsocket({ url: url.replace('http', 'ws'), WebSocketPolyfill: WebSocket });
  const provider = new HocuspocusProvider({ websocketProvider, name: 'records', document });
  provider.attach();
  return {
    isSettled: () => provider.isSynced && !provider.hasUnsyncedChanges,
    onceAcknowledged: () =>
      new Promise((done) => {
        const check = ({ number }) => number === 0 && (provider.off('unsyncedChanges', check), done());
        provider.on('unsyncedChanges', check);
      }),
    stop() {
      provider.destroy();
      websocketProvider.destroy();
    },
  };
}

const made = (entries) => {
  const map = new Y.Map();
  for (const [name, value] of entries) map.set(name, value);
  return map;
};
const one = new Y.Doc();
const other = new Y.Doc();
const ours = one.getMap('records');
const theirs = other.getMap('records');
one.transact(() => {
  for (const record of records) ours.set(record.id, converted(record, made, (value) => value));
});

let first;
let second;
await phase('push', async () => {
  first = connect(one);
  await until(first.isSettled, 'the push', LIMIT_SECONDS, 5);
});
await phase('pull', async () => {
  second = connect(other);
  await until(() => second.isSettled() && theirs.size === records.length, 'the pull', LIMIT_SECONDS, 5);
});
await sleep(1000 * SETTLED_SECONDS);
await atRest();

const pushed = [];
const seen = [];
await phase('edits', async () => {
  for (let number = 0; number < EDITS; number += 1) {
    const { id } = singleRecord(number);
    const [field, text] = singleEdit(number);
    const start = seconds();
    const acknowledged = first.onceAcknowledged().then(() => pushed.push(seconds() - start));
    const arrived = new Promise((done) => {
      theirs.get(id).observe((event) => event.target.get(field) === text && done());
    }).then(() => seen.push(seconds() - start));
    ours.get(id).set(field, text);
    await Promise.all([acknowledged, arrived]);
  }
});

first.stop();
second.stop();
await sleep(500);
for (let number = 0; number < edited; number += 1) {
  ours.get(records[number].id).set(...editOf(1, number));
  theirs.get(records[number].id).set(...editOf(2, number));
}
const known = (document) => Y.decodeStateVector(Y.encodeStateVector(document));
const isMerged = () => {
  const [here, there] = [known(one), known(other)];
  return here.size === 2 && [...here].every(([client, clock]) => there.get(client) === clock);
};
await phase('both_sides', async () => {
  first = connect(one);
  second = connect(other);
  await until(() => first.isSettled() && second.isSettled() && isMerged(), 'both sides merged', LIMIT_SECONDS, 20);
});

const bytes = Buffer.from(Y.encodeStateAsUpdate(one));
if (!bytes.includes(ours.get(records[0].id).get('narrative'))) throw new Error('the search for what is lost is blind');
await tell({
  pushed,
  seen,
  outcome: outcome((number) => {
    const texts = [1, 2].map((side) => editOf(side, number));
    const shown = texts.map(([field, text]) => ours.get(records[number].id).get(field) === text);
    return { shown, kept: texts.map(([, text], side) => !shown[side] && bytes.includes(text)), flagged: false };
  }),
});
process.exit(0);
