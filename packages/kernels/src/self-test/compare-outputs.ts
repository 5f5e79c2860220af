import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Numerics } from "../engine.ts";
import type { Outputs } from "./print-outputs.ts";

/** Whether wider vectors give the same bits, and in less time. */
export interface Comparison {
  readonly equal: boolean;
  /** Whether a matrix product takes less time: where the processor has no wider vectors, it takes more. */
  readonly faster: boolean;
  /** Titles of the cases that differ; empty where one of the two did not run. */
  readonly differ: readonly string[];
  /** Why one of them did not run. */
  readonly failed?: string;
}

/** What prints a process's outputs. */
export const PRINT_OUTPUTS = fileURLToPath(new URL("print-outputs.ts", import.meta.url));

/** Wider vectors must take at most this share of the time: a measurement so short is not exact. */
const LEAST_GAIN = 0.95;

/** Milliseconds after which a process counts as stuck. */
const PATIENCE = 20_000;

/**
 * V8 optimizes a function as soon as it has run once, and before it goes on. The one of Node 22 would do so again at every call, which
 * takes 20 s, and learns nothing from the first run; it optimizes a function before that.
 */
const OPTIMIZE =
  Number.parseInt(process.versions.node, 10) < 24
    ? ["--no-liftoff", "--no-wasm-dynamic-tiering"]
    : ["--wasm-tiering-budget=1", "--wasm-sync-tier-up"];

/**
 * Runs every kernel over sizes that take every way through it, with pairs of vector operations merged and without, each in a
 * process of its own, and compares the bits.
 *
 * @param scripts what prints the outputs, without and with: a test gives it a kernel that is wrong
 */
export async function compareOutputs(
  numerics: Numerics,
  scripts: readonly [string, string] = [PRINT_OUTPUTS, PRINT_OUTPUTS],
): Promise<Comparison> {
  try {
    const [narrow, wide] = await Promise.all([
      outputsOf(scripts[0], [numerics]),
      outputsOf(scripts[1], [numerics, "wide"]),
    ]);
    const differ = Object.keys(narrow.hashes).filter((title) => narrow.hashes[title] !== wide.hashes[title]);
    return { equal: differ.length === 0, faster: wide.milliseconds < LEAST_GAIN * narrow.milliseconds, differ };
  } catch (error) {
    return { equal: false, faster: false, differ: [], failed: reasonOf(error as ChildError) };
  }
}

async function outputsOf(script: string, args: readonly string[]): Promise<Outputs> {
  const flags = process.execArgv.filter((flag) => !flag.startsWith("--inspect")); // a port serves one process
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, ...OPTIMIZE, script, ...args], {
    maxBuffer: 2 ** 24,
    timeout: PATIENCE,
    killSignal: "SIGKILL",
  });
  return JSON.parse(stdout);
}

interface ChildError extends Error {
  readonly stderr?: string;
  readonly signal?: string | null;
}

/** The last line of what it wrote, or what ended it. */
function reasonOf({ message, stderr = "", signal }: ChildError): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("Node.js v"));
  return lines.find((line) => /\w*Error\b/.test(line)) ?? lines.at(-1) ?? signal ?? message;
}
