/**
 * The one catalogue of refusals: names and codes, the same as `server/format/refusals.py` (a test holds them equal).
 * The sentences that a person reads are in the screens, in the reader's language, and never here.
 */
export const REFUSALS = {
  // formats and keys
  malformed: 10,
  too_large: 11,
  not_canonical: 12,
  unknown_suite: 13,
  wrong_team: 14,
  wrong_passphrase: 20,
  key_file_damaged: 21,
  words_wrong: 22,
  passphrase_used: 23,
  withdrawal_number: 29,
  // this device
  open_elsewhere: 24,
  storage_refused: 25,
  device_full: 26,
  budget_spent: 28,
  app_failed: 27,
  // members, sealed things and invites
  roster_chain: 30,
  roster_signatures: 31,
  roster_op: 32,
  roster_unknown: 33,
  roster_stale: 34,
  lockbox_recipients: 40,
  lockbox_commitment: 41,
  not_recipient: 42,
  stream_order: 43,
  author_not_member: 44,
  signature: 45,
  padding: 46,
  damaged: 47,
  replaces_several: 48,
  no_guardian: 50,
  false_share: 51,
  shares_missing: 52,
  opening_closed: 53,
  opening_expired: 54,
  opening_hidden: 55,
  opening_mismatch: 56,
  invite_damaged: 60,
  invite_head: 61,
  invite_expired: 62,
  invite_used: 63,
  receipt_wrong: 64,
  // the relay's log
  log_wrong: 65,
  log_rolled_back: 66,
  log_fork: 67,
  roster_withheld: 68,
  // the wire
  token_refused: 70,
  team_unknown: 71,
  team_exists: 72,
  founding_code: 73,
  replayed: 74,
  epoch_changed: 75,
  chunk_mismatch: 76,
  not_found: 77,
  quota: 78,
  disk_full: 79,
  too_many: 80,
  wrong_media_type: 81,
  wrong_host: 82,
  server_error: 83,
  relay_unreachable: 84,
  store_unreachable: 85,
  // the desk and exports
  desk_locked: 90,
  desk_not_admitted: 91,
  desk_exists: 92,
  k_not_reached: 93,
  nothing_to_export: 94,
  risk_too_high: 95,
  would_stand_out: 96,
  ledger_damaged: 97,
  export_overtaken: 98,
  k_too_small: 99,
  // the app itself
  release_wrong: 110,
  desk_needed: 111,
} as const;

export type RefusalName = keyof typeof REFUSALS;

/** A rule was broken, by name. `detail` is for developers and never holds what a witness said, a key or a passphrase. */
export class Refusal extends Error {
  override readonly name: RefusalName;
  readonly code: number;
  readonly detail: string;

  constructor(name: RefusalName, detail = '', cause?: unknown) {
    super(detail === '' ? name : `${name}: ${detail}`, cause === undefined ? {} : { cause });
    this.name = name;
    this.code = REFUSALS[name];
    this.detail = detail;
  }
}

export function isRefusalName(name: string): name is RefusalName {
  return Object.hasOwn(REFUSALS, name);
}

/** The name that belongs to a code of the catalogue (push answers carry codes), or null. */
export function refusalByCode(code: number): RefusalName | null {
  for (const [name, known] of Object.entries(REFUSALS)) if (known === code && isRefusalName(name)) return name;
  return null;
}

export const isRefusal = (value: unknown): value is Refusal => value instanceof Refusal;
