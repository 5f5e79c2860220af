/** Control characters and direction marks as U+FFFD: what a file holds must not drive the terminal. */
export const safeText = (text: string): string =>
  text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu, "\ufffd");
