import { ResultError } from "./errors.ts";

/** Objects and lists in each other; no record of ours comes near it, and what walks a value may do so by recursion. */
const DEEPEST = 32;

/**
 * A value from a JSON text of somebody, of which nothing is built where it nests too deeply.
 * @param reviver as JSON.parse has it
 * @throws ResultError in words that go on from the file's name: "is not valid JSON"
 */
export function parseJson(text: string, reviver?: (key: string, value: unknown) => unknown): unknown {
  if (nestsDeeper(text, DEEPEST)) throw new ResultError(`nests deeper than ${DEEPEST} levels`);
  try {
    return JSON.parse(text, reviver) as unknown;
  } catch {
    throw new ResultError("is not valid JSON");
  }
}

const [QUOTE, BACKSLASH] = ['"'.charCodeAt(0), "\\".charCodeAt(0)];
const [OPENING, CLOSING] = [["[", "{"].map((sign) => sign.charCodeAt(0)), ["]", "}"].map((sign) => sign.charCodeAt(0))];

/** Whether brackets outside of strings open more often than they close by this number. */
function nestsDeeper(text: string, most: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) inString = !inString;
    else if (inString) {
      if (code === BACKSLASH) i += 1;
    } else if (OPENING.includes(code)) {
      depth += 1;
      if (depth > most) return true;
    } else if (CLOSING.includes(code)) depth -= 1;
  }
  return false;
}
