/** The part of the journey that asks which app this is: whether the team's release key signed it (PROTOCOL section 22). */
export type Signed = 'signed' | 'unsigned' | 'unknown';

export interface Release {
  /** False if the team has named no release key: then nothing is signed and nothing is missed. */
  readonly pinned: boolean;
  /** The version that runs. */
  readonly running: Signed;
  /** The version that the server gives now; `unknown` if it was not asked or could not be reached. */
  readonly offered: Signed;
  /** YYYY-MM-DD, as the signer says of the version that runs; null if it is not known to be signed. */
  readonly signedOn: string | null;
  /** Midnight, in ms since 1970, of the day on which this device first found the running version signed; null if it did not. */
  readonly since: number | null;
}

export interface OfVersion {
  /** `build`: the fingerprint of the version that runs, null if no service worker keeps it. `look`: whether to ask the server for what it offers. */
  release(build: string | null, look: boolean): Promise<Release>;
}
