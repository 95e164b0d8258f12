/** Engines, a relay and everything that goes wrong between them: kept traces, and new ones that fast-check draws. */
import { mkdirSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Team } from './team';
import { COORDINATORS, DOCUMENTERS, NOW, PEOPLE, type Step, byHand, regressions, seeded } from './trace';

/** How many traces to draw, anew each time. Without it a few, and always the same ones. */
const LONGER = Number(process.env['GAWAHI_TRACES'] ?? 0);
const BUILD = new URL('../../../build/', import.meta.url);
const MINUTE = 60_000;

let team: Team;
beforeAll(async () => {
  team = await Team.start();
}, 2 * MINUTE);

async function end(): Promise<void> {
  await team.heal();
  expect(await team.faults()).toEqual([]);
}

/** What only the laws are about is judged without engines too (`traces.test.ts`). */
const ofMachines = byHand.filter(({ steps }) => steps.some((step) => !['testify', 'edit', 'decide', 'remove', 'keep', 'push', 'pull', 'form'].includes(step.do) || 'dies' in step));

describe('a team takes a kept trace and loses nothing', () => {
  test.each([...regressions, ...ofMachines, ...seeded.slice(0, LONGER === 0 ? 2 : 60)])('$name', { timeout: MINUTE }, async ({ steps }) => {
    await team.reset();
    for (const step of steps) await team.take(step);
    await end();
  });
});

/** A trace has either devices that go back to a backup or a relay that does: both may have held the only two copies of a testimony. */
type Trouble = 'device' | 'relay' | 'roster';
const TROUBLES: Readonly<Partial<Record<Step['do'], Trouble>>> = { backup: 'device', restore: 'device', roll_back: 'relay', join: 'roster', dismiss: 'roster' };

interface Drawn {
  readonly trouble: Trouble;
  readonly steps: Step[];
}

class Take implements fc.AsyncCommand<Drawn, Team> {
  readonly step: Step;

  constructor(step: Step) {
    this.step = step;
  }

  check({ trouble }: Drawn): boolean {
    return (TROUBLES[this.step.do] ?? trouble) === trouble;
  }

  async run({ steps }: Drawn, real: Team): Promise<void> {
    steps.push(this.step);
    await real.take(this.step);
  }

  toString(): string {
    return JSON.stringify(this.step);
  }
}

const who = fc.constantFrom(...COORDINATORS);
const anybody = fc.constantFrom(...PEOPLE);
const place = { who, record: fc.constant(0) };
const path = fc.constantFrom('e_title', 'n_best', 'victim/1/v_sex', 'victim/1/v_age');
const x = fc.constantFrom('گواہی', 'e\u{301}', 'é', 26, 1, true, null, ['a', 'ب']);
const dies = fc.option(fc.constantFrom('before', 'after'), { nil: undefined, freq: 6 });
const STEPS: readonly fc.Arbitrary<Step>[] = [
  fc.record({ do: fc.constant('edit'), ...place, path, x, dies }) as fc.Arbitrary<Step>,
  fc.record({ do: fc.constant('edit'), ...place, path, x, blind: fc.boolean() }),
  fc.record({ do: fc.constant('decide'), ...place, path, x, why: fc.constantFrom('the list of the hospital', 'ہسپتال کی فہرست') }),
  fc.record({ do: fc.constantFrom('remove', 'keep'), ...place, path: fc.constant('victim/1') }),
  fc.record({ do: fc.constantFrom('push', 'pull', 'pull', 'lose_answer'), who }),
  fc.record({ do: fc.constantFrom('push', 'pull', 'lose_answer', 'crash', 'restart', 'backup', 'restore'), who: anybody }),
  fc.record({ do: fc.constant('testify'), who: fc.constantFrom(...DOCUMENTERS, 'bilal'), record: fc.constant(1), fields: fc.constant([['e_title', 'another']] as const) }),
  fc.record({ do: fc.constant('roll_back'), lost: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('clock'), who: anybody, ms: fc.constantFrom(0, NOW - 9e10, NOW + 2e11, Number.MAX_SAFE_INTEGER) }),
  fc.record({ do: fc.constant('form'), who: anybody, version: fc.constantFrom('2019010100', '2099010100') }),
  fc.constantFrom({ do: 'join', who: 'dawood' }, { do: 'dismiss', who: 'sana' }, { do: 'dismiss', who: 'zahra' }),
];

/** Of several that fail the last is kept: the smallest. */
function keep(steps: readonly Step[], cause: unknown): void {
  mkdirSync(BUILD, { recursive: true });
  const path = new URL('failed_trace.json', BUILD);
  writeFileSync(path, JSON.stringify([{ name: `once failed: ${String(cause).slice(0, 60)}`, steps, gives: {} }]));
  throw new Error(`The trace is in ${path.pathname}. Give it a sentence for a name, put it into tests/sync/traces/regressions/, and run \`python -m tests.sync.make_traces\`.`, { cause });
}

test('whatever is drawn, all that has a receipt is read by every coordinator, and all see the same', { timeout: 60 * MINUTE }, async () => {
  const commands = fc.commands<Drawn, Team, false>(STEPS.map((step) => step.map((one) => new Take(one))), { maxCommands: 24, size: 'max' });
  const property = fc.asyncProperty(fc.constantFrom<Trouble[]>('device', 'relay', 'roster'), commands, async (trouble, drawn) => {
    await team.reset();
    const steps: Step[] = [];
    try {
      for (const step of TOLD) await new Take(step).run({ trouble, steps }, team);
      await fc.asyncModelRun(() => ({ model: { trouble, steps }, real: team }), drawn);
      await end();
    } catch (cause) {
      keep(steps, cause);
    }
  });
  await fc.assert(property, LONGER === 0 ? { numRuns: 5, seed: 20261125 } : { numRuns: LONGER });
});

const TOLD: readonly Step[] = [
  { do: 'testify', who: 'amina', record: 0, fields: [['e_title', 'گواہی'], ['victim/1/v_sex', 'f']] },
  { do: 'push', who: 'amina' },
  { do: 'pull', who: 'bilal' },
  { do: 'pull', who: 'sana' },
];
