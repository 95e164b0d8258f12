/**
 * Findings: what the relay signed and what cannot both be true. Each is kept, with the evidence, and shown until a person says that they have seen
 * it; the work goes on meanwhile.
 */
import { type DeviceId, hex } from '../format/bytes';
import type { Finding as Shown } from '../journey';
import type { Put } from '../store/store';
import type { Finding } from '../sync/shelf';
import { authorById } from './names';
import type { Session } from './session';

const DAY_MILLISECONDS = 86_400_000;

/** To be committed with what follows from it. One of the same name and author that nobody has looked at yet stands for all later ones. */
export async function findingWrites({ tables, world }: Session, finding: Finding | null, author: DeviceId | null = null): Promise<readonly Put[]> {
  if (finding === null) return [];
  const same = (one: DeviceId | null): boolean => (one === null ? author === null : author !== null && hex(one) === hex(author));
  for (const { name, author: by, seen } of (await tables.findings.all()).values()) if (!seen && name === finding.name && same(by)) return [];
  const day = Math.floor(world.now() / DAY_MILLISECONDS) * DAY_MILLISECONDS;
  return [await tables.findings.put(hex(world.random(16)), { ...finding, day, author, seen: false })];
}

/** Those that nobody has looked at yet. */
export async function findings({ tables, roster }: Session): Promise<readonly Shown[]> {
  const rows = [...(await tables.findings.all())].filter(([, { seen }]) => !seen);
  return rows.map(([id, { name, day, author }]) => ({ id, name, day, author: author === null ? null : authorById(author, roster) }));
}
