/**
 * How dear a key file is made: as dear as a person will wait for, so that whoever copies the file must pay that for every guess.
 * Decides only; the caller runs Argon2id and looks at the clock.
 */
import type { Cost } from '../format/keyfile';

/** A device that cannot give 64 MiB to one page gives 32. */
const MEMORIES_KIB = [65_536, 32_768] as const;
const FEWEST_PASSES = 2;
/** More than about three times the aim on a fast computer would be a wait on the same person's phone. */
const MOST_PASSES = 6;
const AIM_MILLISECONDS = 1_500;

/** `run` derives a key once at a cost; it fails if the memory cannot be had. */
export async function measureCost(run: (cost: Cost) => Promise<unknown>, now: () => number): Promise<Cost> {
  for (const memoryKib of MEMORIES_KIB) {
    const cheapest: Cost = { memoryKib, passes: FEWEST_PASSES };
    const milliseconds = await timed(() => run(cheapest), now);
    if (milliseconds !== null) return { ...cheapest, passes: passesFor(milliseconds / FEWEST_PASSES) };
  }
  // Without 32 MiB the run above would have failed for another reason too: let it be seen.
  const last: Cost = { memoryKib: MEMORIES_KIB[1], passes: FEWEST_PASSES };
  await run(last);
  return last;
}

function passesFor(millisecondsPerPass: number): number {
  const passes = Math.round(AIM_MILLISECONDS / Math.max(1, millisecondsPerPass));
  return Math.min(MOST_PASSES, Math.max(FEWEST_PASSES, passes));
}

/** Null if the memory for it cannot be had. */
async function timed(work: () => Promise<unknown>, now: () => number): Promise<number | null> {
  const start = now();
  try {
    await work();
  } catch (cause) {
    if (cause instanceof RangeError || cause instanceof WebAssembly.RuntimeError) return null;
    throw cause;
  }
  return now() - start;
}
