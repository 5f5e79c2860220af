import { type CsvFile, type Place, problem } from "./file.ts";
import { listed, shown } from "./show.ts";

/** Different texts that a column may hold: more are numbers or identities, not categories. */
const MOST = 65_536;

/** The different texts of a column, by numbers. */
export interface Dictionary {
  /** The number of a text. @throws InputError for a text that is not known, or one too many */
  code(text: string, line: number): number;
  /** The texts by their numbers. */
  texts(): readonly string[];
  /** The line on which a text came first. */
  line(code: number): number;
}

/**
 * @param known the texts of the training file, in order: there are no others; undefined: each new text has the next number
 * @param noun what a text is called in an error: "category"
 */
export function createDictionary(
  file: CsvFile,
  column: string,
  noun: string,
  hint: string,
  known?: readonly string[],
): Dictionary {
  const codes = new Map(known?.map((text, code) => [text, code]));
  const lines: number[] = [];
  // Of texts that look like another one, that one's number.
  const looks = new Map<string, number>();

  function add(text: string, place: Place & { readonly line: number }): number {
    if (known) {
      throw problem(file, place, `the ${noun} ${shown(text)} is not in the training data`, `known: ${listed(known)}`);
    }
    const code = codes.size;
    if (code === MOST) throw problem(file, place, `must hold at most ${MOST} different values`, hint);
    const look = lookOf(text);
    const twin = looks.get(look) ?? (look === text ? undefined : codes.get(look));
    if (twin !== undefined) {
      const rule = `the ${noun} ${visible(text)} looks like that of line ${lines[twin]}, but has other characters`;
      throw problem(file, place, rule, "write both in the same way");
    }
    if (look !== text) looks.set(look, code);
    // A copy: a cell may be a view that keeps the whole piece of the file in memory.
    codes.set(Buffer.from(text).toString(), code);
    lines.push(place.line);
    return code;
  }

  return {
    code: (text, line) => codes.get(text) ?? add(text, { line, column }),
    texts: () => [...codes.keys()],
    line: (code) => lines[code] as number,
  };
}

/** A text without what nobody sees: composed characters, plain spaces, no formatting characters. */
function lookOf(text: string): string {
  if (!UNSEEN.test(text)) return text;
  return text
    .normalize("NFC")
    .replace(/\p{Zs}/gu, " ")
    .replace(/\p{Cf}/gu, "")
    .trim();
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is not ASCII
const UNSEEN = /[^\x00-\x7f]/;

/** A text whose characters beyond ASCII are escaped. */
const visible = (text: string): string =>
  shown(text.replace(/[^\x20-\x7e]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`));

/**
 * Texts in their order, and the place in it of each number.
 * @param compare as for `sort`
 */
export function ranked(texts: readonly string[], compare: (a: string, b: string) => number) {
  const order = texts.map((_, code) => code).sort((a, b) => compare(texts[a] as string, texts[b] as string));
  const ranks = new Int32Array(texts.length);
  for (const [rank, code] of order.entries()) ranks[code] = rank;
  return { sorted: order.map((code) => texts[code] as string), ranks };
}

/** The order of code units, the same in every locale. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
