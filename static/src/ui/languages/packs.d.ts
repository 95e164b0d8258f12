/** What build/languages.ts makes of a catalogue: a whole pack (src/ui/speak.ts). */
declare module '*.json?first' {
  export const areas: Readonly<Record<string, Readonly<Record<string, string>>>>;
  export const labels: readonly (string | 0)[];
  export const refusals: Readonly<Record<string, readonly [string, string]>>;
}
declare module '*.json?later' {
  export const areas: Readonly<Record<string, Readonly<Record<string, string>>>>;
  export const labels: readonly (string | 0)[];
  export const refusals: Readonly<Record<string, readonly [string, string]>>;
}
