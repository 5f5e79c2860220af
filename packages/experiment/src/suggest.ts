import { distance } from "fastest-levenshtein";

/** Spelling apart: case and separators do not count. */
export const plain = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, "");

/** Letters in order: two words with swapped letters are the same. */
const letters = (word: string): string => [...word].sort().join("");

/** The known word that was probably meant, or undefined. Ties go to the first in the list. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const wanted = plain(word.slice(0, 80));
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const other = plain(candidate);
    const begun = wanted.length >= 3 && other.startsWith(wanted);
    const swapped = letters(wanted) === letters(other);
    const apart = wanted === other ? 0 : begun || swapped ? 1 : distance(wanted, other);
    if (apart < least) {
      best = candidate;
      least = apart;
    }
  }
  return best;
}

/** 'did you mean "lr"?', or the list of what there is, if it is short enough to read. */
export function suggestion(word: string, known: readonly string[], noun: string, hint?: string): string | undefined {
  const meant = hint ?? nearestWord(word, known);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  return known.length > 0 ? `known ${noun}: ${known.join(", ")}` : undefined;
}
