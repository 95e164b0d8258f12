/**
 * What may honestly be said after saving. An exchange that ended later is named with its time, not called "sent": it may have begun
 * before the save.
 */
import type { SyncState } from '../../journey';

export type SavedState = 'saved_sending' | 'saved_saving' | 'saved_offline' | 'saved_exchanged' | 'saved_refused';

export function savedState(savedAt: number, exchange: SyncState | null): SavedState {
  if (exchange?.phase === 'offline') return 'saved_offline';
  if (exchange?.phase === 'refused') return 'saved_refused';
  if (exchange?.phase === 'saving') return 'saved_saving';
  const ended = exchange?.phase === 'idle' ? exchange.lastSuccess : null;
  return ended !== null && ended > savedAt ? 'saved_exchanged' : 'saved_sending';
}
