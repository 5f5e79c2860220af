import { distance } from "fastest-levenshtein";

/** Spelling apart: case and separators do not count. */
export const plain = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, "");

/** Letters in order: two words with swapped letters are the same. */
const letters = (word: string): string => [...word].sort().join("");

/** Known words as they are compared: a spec may have thousands of mistakes, and each is compared with all of them. */
const spellings = new Map<string, { readonly word: string; readonly sorted: string }>();

function spellingOf(known: string): { readonly word: string; readonly sorted: string } {
  const found = spellings.get(known);
  if (found) return found;
  const word = plain(known);
  const spelling = { word, sorted: letters(word) };
  spellings.set(known, spelling);
  return spelling;
}

/** The known word that was probably meant, or undefined. Ties go to the first in the list. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const wanted = plain(word.slice(0, 80));
  const sorted = letters(wanted);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const other = spellingOf(candidate);
    const begun = wanted.length >= 3 && other.word.startsWith(wanted);
    const swapped = sorted === other.sorted;
    const apart = wanted === other.word ? 0 : begun || swapped ? 1 : distance(wanted, other.word);
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
