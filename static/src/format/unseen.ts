/**
 * Signs that nobody sees, made visible: with them a name looks like another name, and the words after it turn around. What is stored and compared
 * stays as it was written; this is for what is shown.
 */

/** Stands where something unseen stands. */
const MARK = '\ufffd';
/** Controls, and what has no width, in a name. A joiner is seen by what it does, but only between letters of a script that joins, or in an emoji. */
const IN_A_NAME =
  /[\u034f\p{Cc}\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]|(?<![\p{Script=Arabic}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]/gu;
/** What turns the order of letters around, or is no sign of writing at all, in an account. */
const IN_AN_ACCOUNT = /(?![\t\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** A person's or a team's name, as it may stand on a screen. */
export const nameInSight = (name: string): string => name.replace(IN_A_NAME, MARK);

/** What somebody said or wrote, as it may stand on a screen. */
export const wordsInSight = (words: string): string => words.replace(IN_AN_ACCOUNT, MARK);
