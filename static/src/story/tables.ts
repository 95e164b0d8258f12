/** The tables of sealed rows, each with its key of the vault and its kind of value. */
import type { Bytes } from '../format/bytes';
import type { DecodedMap } from '../format/shape';
import { type StreamState, streamCodec } from '../archive/streams';
import type { Store } from '../store/store';
import type { Keys } from '../vault/vault';
import {
  type FindingRow,
  type GrantedRow,
  type HandedOver,
  type IssuedInvite,
  type KnownRow,
  type Membership,
  type OpenedRequest,
  type ProposalRow,
  type ReleaseRow,
  type Seeds,
  bytesCodec,
  careCodec,
  findingCodec,
  grantedCodec,
  handedCodec,
  inviteCodec,
  knownCodec,
  membershipCodec,
  numberCodec,
  proposalCodec,
  releaseCodec,
  requestCodec,
  seedsCodec,
} from './rows';
import { SealedTable } from './sealed';

export interface SealedTables {
  readonly membership: SealedTable<Membership>;
  readonly seeds: SealedTable<Seeds>;
  readonly care: SealedTable<DecodedMap>;
  readonly release: SealedTable<ReleaseRow>;
  readonly roster: SealedTable<Bytes>;
  readonly changes: SealedTable<KnownRow>;
  readonly streams: SealedTable<StreamState>;
  readonly identities: SealedTable<Bytes>;
  readonly handed: SealedTable<HandedOver>;
  readonly own: SealedTable<Bytes>;
  readonly seen: SealedTable<number>;
  readonly invites: SealedTable<IssuedInvite>;
  readonly requests: SealedTable<OpenedRequest>;
  readonly compared: SealedTable<number>;
  readonly proposals: SealedTable<ProposalRow>;
  readonly granted: SealedTable<GrantedRow>;
  readonly openings: SealedTable<Bytes>;
  readonly findings: SealedTable<FindingRow>;
  readonly forms: SealedTable<Bytes>;
}

/** The one key of each of the rows in the table `self`. */
export const MEMBERSHIP = 'membership';
export const DEVICE = 'device';
export const RELEASE = 'release';
export const CARE = 'care';

export function openTables(store: Store, { device, archive, index }: Keys): SealedTables {
  return {
    membership: new SealedTable(store, device, 'self', membershipCodec),
    seeds: new SealedTable(store, device, 'self', seedsCodec),
    care: new SealedTable(store, device, 'self', careCodec),
    release: new SealedTable(store, device, 'self', releaseCodec),
    roster: new SealedTable(store, archive, 'roster', bytesCodec),
    changes: new SealedTable(store, archive, 'changes', knownCodec),
    streams: new SealedTable(store, archive, 'streams', streamCodec),
    identities: new SealedTable(store, archive, 'identities', bytesCodec),
    handed: new SealedTable(store, index, 'handed', handedCodec),
    own: new SealedTable(store, index, 'own', bytesCodec),
    seen: new SealedTable(store, archive, 'seen', numberCodec),
    invites: new SealedTable(store, device, 'invites', inviteCodec),
    requests: new SealedTable(store, device, 'requests', requestCodec),
    compared: new SealedTable(store, device, 'compared', numberCodec),
    proposals: new SealedTable(store, device, 'proposals', proposalCodec),
    granted: new SealedTable(store, archive, 'granted', grantedCodec),
    openings: new SealedTable(store, archive, 'openings', bytesCodec),
    findings: new SealedTable(store, archive, 'findings', findingCodec),
    forms: new SealedTable(store, archive, 'forms', bytesCodec),
  };
}
