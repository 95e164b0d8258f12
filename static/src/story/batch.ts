/** What is opened between two commits, gathered item by item. */
import type { ChangeId, DeviceId } from '../format/bytes';
import type { Write } from '../store/store';

/** What is about to be committed. */
export interface Batch {
  readonly writes: Write[];
  readonly opened: string[];
  /** Changes of others, to be acknowledged to their authors. */
  readonly changes: { readonly author: DeviceId; readonly changeId: ChangeId }[];
  /** Hex hashes of the lockboxes that grants have opened. */
  readonly granted: Set<string>;
}
/** `done`: opened, kept or known already. `waits`: to be tried again. */
export type Outcome = 'done' | 'waits';
