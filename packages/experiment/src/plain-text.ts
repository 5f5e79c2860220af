/**
 * What drives a terminal, reorders text or hides in it: controls, marks of direction, characters without a width, ends of
 * lines, tags, the byte order mark, and halves of a surrogate pair.
 */
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** A text with `by` instead of each character that must not be shown. @param kept characters that stay */
export const withoutUnsafe = (text: string, by: string, kept = ""): string =>
  text.replace(UNSAFE, (found) => (kept.includes(found) ? found : by));

/** The same with each such character as JSON writes it, "\u001b": in JSON, whose strings alone hold any, it means the same. */
export const escapeUnsafe = (text: string, kept = ""): string =>
  text.replace(UNSAFE, (found) => (kept.includes(found) ? found : found.split("").map(escaped).join("")));

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
