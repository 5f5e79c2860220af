/** Controls, marks of direction, ends of lines and the byte order mark: what drives a terminal, reorders text or hides in it. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** A text from a file with `by` in the place of each character that must not be shown. @param kept characters that stay */
export const withoutUnsafe = (text: string, by: string, kept = ""): string =>
  text.replace(UNSAFE, (found) => (kept.includes(found) ? found : by));
