/** What build/form.ts makes of the one compiled form. */
declare module '*/gawahi_default.json?structure' {
  /** The form with null in the place of each text. */
  export const structure: unknown;
}
declare module '*/gawahi_default.json?en' {
  export const labels: readonly string[];
}
declare module '*/gawahi_default.json?ur' {
  export const labels: readonly string[];
}
