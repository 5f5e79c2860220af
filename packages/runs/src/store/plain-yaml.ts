import { deepFreeze } from "@assay/experiment/identity";
import { MAX_TEXT, readTokens } from "@assay/experiment/tokens";
import { parse } from "yaml";
import { ResultError } from "./errors.ts";

/** Characters of a text that cannot take the parser long, whatever they are. */
const SHORT = 16_384;
/** Maps and lists in each other: readers walk a spec by recursion. */
const DEEPEST = 200;

/**
 * The value in a YAML text that somebody wrote, frozen.
 * @throws ResultError in words that go on from the file's name
 */
export function plainYaml(text: string): unknown {
  // The parser walks what is nested by recursion, and takes a text of brackets in a square of their number: not of a short one.
  if (text.length > SHORT) refuseLarge(text);
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    throw new ResultError("is not valid YAML");
  }
  checkSize(value);
  return deepFreeze(value);
}

/** Refuses, by its form alone, a text that is larger or deeper than any spec. @throws ResultError as above */
export function refuseLarge(text: string): void {
  readTokens(text, (_, rule) => new ResultError(`is refused: ${rule}`));
}

/** Level by level, as what is too deep must not be walked by recursion. */
function checkSize(value: unknown): void {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw new ResultError(`nests deeper than ${DEEPEST} levels`);
    level = level.flatMap((item) => {
      if (typeof item === "string" && item.length > MAX_TEXT) {
        throw new ResultError(`holds a text of ${item.length} characters, at most ${MAX_TEXT} are read`);
      }
      if (typeof item !== "object" || item === null) return [];
      if (Array.isArray(item)) return item;
      const inherited = Object.keys(item).find((key) => key in {});
      if (inherited !== undefined) throw new ResultError(`has the key ${inherited}, which no spec has`);
      return [...Object.keys(item), ...Object.values(item)];
    });
  }
}
