import { safeText } from "../terminal/safe-text.ts";

/**
 * A word as a shell reads it back, quoted only where it must be. One with characters that must not be shown has them as `\u001b`,
 * in the quotes in which bash and zsh read that.
 */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (safeText(word) === word) return `'${word.replaceAll("'", "'\\''")}'`;
  return `$'${safeText(word.replaceAll(/[\\']/g, "\\$&"))}'`;
}
