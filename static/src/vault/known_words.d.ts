/** What build/known_words.ts cuts from the lists of common passwords: one a line, the commonest first. */
declare module 'virtual:known-words' {
  export const passwords: string;
  export const words: string;
  /** Which key lies beside which. */
  export const qwerty: Readonly<Record<string, (string | null)[]>>;
}
