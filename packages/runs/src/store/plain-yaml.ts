import { deepFreeze } from "@assay/experiment/identity";
import { parse } from "yaml";
import { ResultError } from "./errors.ts";

/** Maps and lists in each other: readers walk a spec by recursion. */
const DEEPEST = 200;
/** Characters of a text; a spec's are names and paths. */
const LONGEST = 10_000;
/** Maps, lists and scalars. */
const MOST = 200_000;

/**
 * The value in a YAML text that somebody wrote, frozen.
 * @throws ResultError in words that go on from the file's name
 */
export function plainYaml(text: string): unknown {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    throw new ResultError("is not valid YAML");
  }
  checkSize(value);
  return deepFreeze(value);
}

/** Level by level, as what is too deep must not be walked by recursion. */
function checkSize(value: unknown): void {
  let items = 0;
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    items += level.length;
    if (depth > DEEPEST) throw new ResultError(`nests deeper than ${DEEPEST} levels`);
    if (items > MOST) throw new ResultError(`holds more than ${MOST} values`);
    level = level.flatMap((item) => {
      if (typeof item === "string" && item.length > LONGEST) {
        throw new ResultError(`holds a text of ${item.length} characters, at most ${LONGEST} are read`);
      }
      if (typeof item !== "object" || item === null) return [];
      if (Array.isArray(item)) return item;
      const inherited = Object.keys(item).find((key) => key in {});
      if (inherited !== undefined) throw new ResultError(`has the key ${inherited}, which no spec has`);
      return [...Object.keys(item), ...Object.values(item)];
    });
  }
}
