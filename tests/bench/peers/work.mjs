// What every peer in Node shares: the records, the edits of both sides, and the line by line talk with the meter (contestant.py is its twin).
import fs from 'node:fs';
import readline from 'node:readline';

const LONGEST_REWRITE = 900;
const [file, count, address] = process.argv.slice(2);
export const url = address;
export const records = fs.readFileSync(file, 'utf8').split('\n').slice(0, Number(count)).map((line) => JSON.parse(line));
export const EDITS = 100;
export const edited = Math.min(1000, records.length / 10);

const isSameField = (number) => number < edited / 2;

/** Field and new text, as in work.py. */
export function editOf(side, number) {
  if (isSameField(number)) return ['narrative', `C${side} ${[...records[number].narrative].slice(0, LONGEST_REWRITE).join('')}`];
  const field = side === 1 ? 'place' : 'status';
  return [field, `C${side}-${field}-${number}`];
}

export const singleEdit = (number) => ['place', `edit-${number}`];
/** The records of the single edits are not among those that both sides edit. */
export const singleRecord = (number) => records[records.length - 1 - number];

const answers = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function say(line) {
  process.stdout.write(`@ ${JSON.stringify(line)}\n`);
  await answers.next();
}

/** The meter reads its counters before and after. */
export async function phase(name, work) {
  await say({ begin: name });
  const result = await work();
  await say({ end: name });
  return result;
}

/** The meter looks how much lies on the server's disk. */
export const atRest = () => say({ rest: true });

export async function tell(facts) {
  await say({ tell: facts });
}

export const seconds = () => performance.now() / 1000;
export const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export async function until(isTrue, what, limitSeconds, pauseMilliseconds) {
  const start = seconds();
  while (!(await isTrue())) {
    if (seconds() - start > limitSeconds) throw new Error(`not within ${limitSeconds} s: ${what}`);
    await sleep(pauseMilliseconds);
  }
}

/**
 * What became of the edits of both sides. `look(number)` gives, for each side, whether its text is shown or else kept somewhere, and whether the
 * record is marked as a conflict.
 */
export function outcome(look) {
  const empty = () => ({ visible: 0, hidden: 0, lost: 0, flagged: 0 });
  const found = { same: empty(), different: empty() };
  for (let number = 0; number < edited; number += 1) {
    const into = found[isSameField(number) ? 'same' : 'different'];
    const { shown, kept, flagged } = look(number);
    for (const side of [0, 1]) into[shown[side] ? 'visible' : kept[side] ? 'hidden' : 'lost'] += 1;
    if (flagged) into.flagged += 1;
  }
  return found;
}

/** A record's nested parts as this peer's own maps, made by `make`, and its values by `value`. */
export function converted(record, make, value) {
  const inside = Object.entries(record).map(([name, one]) => [name, one !== null && typeof one === 'object' ? converted(one, make, value) : value(one)]);
  return make(inside);
}
