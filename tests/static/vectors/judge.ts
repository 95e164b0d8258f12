/**
 * Runs shared vectors and says of each case whether this language reads it as the vectors say. A pure function of parsed files: vitest calls it in
 * Node, and a page in a real browser.
 */
import { hex } from '../../../static/src/format/bytes';
import { isRefusal } from '../../../static/src/format/refusals';
import { backups } from './backups';
import { basics } from './basics';
import { bundles } from './bundles';
import { evidence } from './evidence';
import { logs } from './logs';
import { openings } from './openings';
import { people } from './people';
import { Case, type Json, type JsonMap, type Operations, type Verdict, type VectorFile, bytesOf, isMap, listOf } from './plain';
import { releases } from './releases';
import { sealed } from './sealed';

const OPERATIONS: Operations = { ...backups, ...basics, ...bundles, ...evidence, ...logs, ...openings, ...people, ...releases, ...sealed };

export async function judge(files: readonly VectorFile[]): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { noun, world, cases } of files) {
    // One map for the whole file, so that what is made from it is made once.
    const shared = { ...world, cases };
    for (const fields of cases) verdicts.push(await judgeOne(noun, new Case(fields, shared)));
  }
  return verdicts;
}

async function judgeOne(noun: string, one: Case): Promise<Verdict> {
  const expected = one.has('refused') ? `refused: ${one.text('refused')}` : canonicalJson(resolved(one.fields['gives'] ?? true, one.world));
  const got = await outcome(noun, one);
  const ok = got === expected;
  return { file: noun, name: one.text('name'), ok, got: ok ? '' : `${got.slice(0, 600)}, expected ${expected.slice(0, 600)}` };
}

/** What is expected, with bytes of the world in their places. */
function resolved(value: Json, world: JsonMap): Json {
  if (value === null || typeof value !== 'object') return value;
  if (!isMap(value)) return listOf(value).map((each) => resolved(each, world));
  if (value['from'] !== undefined) return hex(bytesOf(value, world));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each, world)]));
}

async function outcome(noun: string, one: Case): Promise<string> {
  const operation = OPERATIONS[noun]?.[one.text('do')];
  if (operation === undefined) return `no operation ${noun}.${one.text('do')}`;
  try {
    return canonicalJson(await operation(one));
  } catch (cause) {
    // An error that is no refusal is an answer too: a wrong one, which is shown.
    return isRefusal(cause) ? `refused: ${cause.name}` : `threw ${String(cause)} ${cause instanceof Error ? (cause.stack ?? '') : ''}`;
  }
}

/** JSON with sorted keys, so that two equal values are one text. */
function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_, each: Json) => (isMap(each) ? Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1))) : each));
}
