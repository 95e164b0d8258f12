/** What is opened between two commits, gathered item by item. */
import type { ChangeId, DeviceId } from '../format/bytes';
import type { Write } from '../store/store';

/** What is about to be committed. */
export interface Batch {
  readonly writes: Write[];
  readonly opened: string[];
  /** Changes of others, to be acknowledged to their authors. */
  readonly changes: { readonly author: DeviceId; readonly changeId: ChangeId }[];
}
/** `done`: opened, kept or known already. `waits`: to be tried again. */
export type Outcome = 'done' | 'waits';
