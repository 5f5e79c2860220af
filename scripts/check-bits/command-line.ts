import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What is compared of a run's JSON. */
interface Trained {
  readonly numerics: "fused" | "strict";
  readonly hashes: Readonly<Record<string, string>> & { readonly final_weights: string };
  /** Every hash, loss and accuracy. */
  readonly all: string;
}

/**
 * Trains a spec through the command line.
 *
 * @param node the command that runs a Node, and its first arguments
 * @param args of `assay run`: the spec and its flags
 * @throws Error with what it printed, where it fails
 */
export async function trainWith(node: readonly string[], args: readonly string[]): Promise<Trained> {
  const [command = "", ...first] = node;
  const words = [...first, "packages/runner/src/assay.ts", "run", ...args, "--json", "--quiet"];
  const { stdout } = await promisify(execFile)(command, words, { cwd: root, maxBuffer: 2 ** 24 });
  const { numerics, hashes, train, validation, test } = JSON.parse(stdout);
  return { numerics, hashes, all: JSON.stringify({ hashes, train, validation, test }) };
}
