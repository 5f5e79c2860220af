import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChainLink } from "@assay/training/events";
import { ResultError, reasonOf } from "./errors.ts";
import { parseJson } from "./parse-json.ts";
import { linkCheck } from "./progress-check.ts";

/** One link a line: what each evaluated epoch has left behind, for `verify`. */
export const CHAIN_FILE = "chain.jsonl";

export const encodeChain = (links: readonly ChainLink[]): string =>
  links.map((link) => `${JSON.stringify(link)}\n`).join("");

/**
 * The links of a run; undefined where it has none: it is of an earlier version, or was not finished.
 * @throws ResultError naming the line that is damaged
 */
export function readChain(run: string): readonly ChainLink[] | undefined {
  const file = join(run, CHAIN_FILE);
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new ResultError(`[runs/store] cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line, index) => {
      try {
        const value = parseJson(line);
        if (linkCheck(value)) return value as ChainLink;
      } catch {
        // said below
      }
      throw new ResultError(`[runs/store] ${file}: line ${index + 1} is damaged`);
    });
}
