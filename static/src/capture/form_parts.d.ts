/** What build/form.ts makes of the one compiled form: labels in the order of their places, 0 where another part has the text. */
declare module '*/gawahi_default.json?structure' {
  /** The form, packed, with null in the place of each text. */
  export const structure: { readonly [name: string]: Json };
  type Json = null | string | number | boolean | readonly Json[] | { readonly [name: string]: Json };
}
declare module '*/gawahi_default.json?en' {
  export const labels: readonly (string | 0)[];
}
declare module '*/gawahi_default.json?ur' {
  export const labels: readonly (string | 0)[];
}
declare module '*/gawahi_default.json?later_en' {
  export const labels: readonly (string | 0)[];
}
declare module '*/gawahi_default.json?later_ur' {
  export const labels: readonly (string | 0)[];
}
