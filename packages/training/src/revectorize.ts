import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, writeCache } from "@assay/data";
import { availableNumerics, isRevectorized, type Numerics, revectorize } from "@assay/kernels";
import type { Comparison } from "@assay/kernels/self-test";

const decided = new Map<Numerics, Promise<boolean>>();

/**
 * Lets V8 merge pairs of vector operations, from now on in this process, where a self-test has found that every kernel gives
 * the same bits with it, and products take less time: once for a version of Node, a processor and a build of the kernels. The
 * outcome is kept in the user's cache.
 *
 * @param wanted tested are those that an engine asked for them would have here
 * @param say told that the self-test runs, and of a machine that fails it
 * @returns whether they are merged
 */
export function revectorizeWhereEqual(wanted: Numerics, say: (line: string) => void): Promise<boolean> {
  const numerics = availableNumerics(wanted);
  const known = decided.get(numerics) ?? decide(numerics, say);
  decided.set(numerics, known);
  return known;
}

async function decide(numerics: Numerics, say: (line: string) => void): Promise<boolean> {
  if (process.arch !== "x64") return false; // V8 merges them there alone
  const { compareOutputs, describeMachine } = await import("@assay/kernels/self-test");
  const folder = cacheFolder("revectorize");
  const file = folder && join(folder, `${describeMachine(numerics)}.json`);
  let outcome = file && readOutcome(file);
  if (!outcome) {
    say("Testing, once on this machine, that wider vectors give the same bits …");
    outcome = await compareOutputs(numerics);
    // What kept the test from running, an interruption for instance, may be gone the next time.
    if (file && outcome.failed === undefined) writeCache(file, `${JSON.stringify(outcome)}\n`);
    if (!outcome.equal || !outcome.faster) say(`Wider vectors stay off: ${reasonOf(outcome)}.`);
  }
  const merges = outcome.equal && outcome.faster;
  if (merges) revectorize();
  return isRevectorized(); // which holds for the process, whatever numerics were asked about first
}

function reasonOf({ equal, differ, failed }: Comparison): string {
  if (failed !== undefined) return `the test did not run (${failed})`;
  if (equal) return "they save no time on this processor";
  const [first = ""] = differ;
  return `${first}${differ.length > 1 ? ` and ${differ.length - 1} more` : ""} gave other bits`;
}

/** What was found before; undefined where nothing was, or the file is damaged. */
function readOutcome(file: string): Comparison | undefined {
  try {
    const outcome: Comparison = JSON.parse(readFileSync(file, "utf8"));
    const isWhole = typeof outcome.equal === "boolean" && typeof outcome.faster === "boolean";
    return isWhole && Array.isArray(outcome.differ) ? outcome : undefined;
  } catch {
    return undefined;
  }
}
