/** What is opened between two commits, gathered item by item. */
import type { ChangeId, DeviceId } from '../format/bytes';
import type { StreamState } from '../archive/streams';
import type { Write } from '../store/store';
import type { KnownRow, ProposalRow } from './rows';

/** What is about to be committed. */
export interface Batch {
  readonly writes: Write[];
  readonly opened: string[];
  /** By lockbox hash: how far each stream was read. A hundred changes of one stream leave one row, sealed once. */
  readonly streams: Map<string, StreamState>;
  /** By change id: what is to be kept of each. Sealed together when all is opened. */
  readonly known: Map<string, KnownRow>;
  /** By head: entries that administrators propose. */
  readonly proposals: Map<string, ProposalRow>;
  /** How many bytes these are. */
  bytes: number;
  /** Changes of others, to be acknowledged to their authors. */
  readonly changes: { readonly author: DeviceId; readonly changeId: ChangeId }[];
  /** Hex hashes of the lockboxes that grants have opened. */
  readonly granted: Set<string>;
}

export function emptyBatch(): Batch {
  return { writes: [], opened: [], streams: new Map(), known: new Map(), proposals: new Map(), bytes: 0, changes: [], granted: new Set() };
}

/** `done`: opened, kept or known already. `waits`: to be tried again. */
export type Outcome = 'done' | 'waits';
