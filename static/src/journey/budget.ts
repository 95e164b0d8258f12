/** The part of the journey that goes over mobile data: how much a day it may take. */
import type { SyncState } from '../journey';

export interface DataBudget {
  /** Bytes a day on mobile data, null for no limit. */
  readonly limitBytes: number | null;
  /** What the person said: this is mobile data. */
  readonly isMobile: boolean;
  /** Today, null without a limit. */
  readonly leftBytes: number | null;
  /** True if the browser does not say what the connection is, so that the person must. */
  readonly isAsked: boolean;
  /** Whether bytes are counted now. */
  readonly applies: boolean;
}

export interface WithinBudget {
  dataBudget(): Promise<DataBudget>;
  setDataBudget(limitBytes: number | null, isMobile: boolean): Promise<void>;
  /** Once, in spite of the data budget; what it costs is counted. */
  sendAnyway(): Promise<SyncState>;
}
