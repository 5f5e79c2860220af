import { basename, dirname, join } from "node:path";
import { checkUnlocked, isFinished, type RunRecord, UsageError } from "@assay/runs/store";
import { checkFiles } from "@assay/runs/verify";
import { createProgress } from "../terminal/index.ts";
import { type Unchecked, type Verification, verificationText } from "../terminal/verification-text.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { findOneStored } from "./find-runs.ts";
import { otherEnvironment } from "./other-environment.ts";
import { type Recorded, recordedSpec } from "./recorded-spec.ts";
import { replay } from "./replay.ts";
import { shellWord } from "./shell-word.ts";
import { stopAfter } from "./stop-after.ts";

export interface VerifyOptions {
  readonly threads: number;
  readonly sample?: number;
  readonly out?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/**
 * Trains a recorded spec again and compares what it gives with what was recorded: every evaluated epoch (weights, batch order,
 * metrics), every line of metrics.jsonl, run.json and the model's files, and the checkpoints with the chain. With `sample` only so
 * many epochs, each from a checkpoint. Exit code 3 where something differs. Writes nothing.
 */
export async function verify(typed: string, options: VerifyOptions, context: Context): Promise<ExitCode> {
  const { terminal, paths } = context;
  const { err } = terminal;
  const stop = stopAfter("step", options, context);
  const progress = createProgress(err);
  stop.signal.addEventListener("abort", progress.stop);
  try {
    const stored = findOneStored(typed, paths, paths.output(options.out));
    const { record } = stored;
    checkUnlocked(dirname(record.path), basename(record.path));
    if (!isFinished(record)) {
      throw new UsageError(
        "runner/commands",
        `${record.run} is ${record.status}`,
        `finish it first: pnpm run resume ${shellWord(record.run)}`,
      );
    }
    if (record.ensemble) {
      const { verifyEnsemble } = await import("./verify-ensemble.ts");
      const found = await verifyEnsemble(stored, { ...options, signal: stop.signal }, context);
      return found ? shown(record, found, options, context) : (stop.exitCode() ?? EXIT.SIGINT);
    }
    const files = checkFiles(stored);
    const recorded = await recordedSpec(record, context);
    const environment = await otherEnvironment(record, recorded.trainer, context);
    const listeners = options.quiet ? [] : [progress.listener];
    const { threads, sample } = options;
    const found = recorded.refusal
      ? { epochs: 0, differences: [{ where: "replay", what: recorded.refusal }] }
      : await replay(stored, recorded, {
          threads,
          signal: stop.signal,
          listeners,
          say: (line) => err.write(`${line}\n`),
          ...(sample !== undefined && { sample }),
        });
    progress.stop();
    if (stop.signal.aborted) return stop.exitCode() ?? EXIT.SIGINT;
    const told = new Set(files.differences.map((difference) => JSON.stringify(difference)));
    const news = found.differences.filter((difference) => !told.has(JSON.stringify(difference)));
    const differences = [...files.differences, ...news];
    const unchecked = [
      ...(sample === undefined ? [] : [BEYOND_SAMPLES]),
      ...((await isSourceKnown(recorded, record, context)) ? [] : [SOURCE_UNKNOWN]),
    ];
    return shown(record, { ...files, ...found, differences, unchecked, environment }, options, context);
  } finally {
    progress.stop();
    stop.dispose();
  }
}

/** Prints what was found. */
function shown(
  record: RunRecord,
  found: Omit<Verification, "identical">,
  { json }: VerifyOptions,
  { terminal: { out } }: Context,
): ExitCode {
  const verification = { ...found, identical: found.differences.length === 0 };
  if (json) out.write(`${JSON.stringify({ ...record, verification })}\n`);
  else out.write(verificationText(record, verification, out));
  return verification.identical ? EXIT.done : EXIT.refused;
}

/** What only training to the end would tell; the files are compared with the record all the same. */
const BEYOND_SAMPLES: Unchecked = {
  what: ["other epochs", "final weights", "test figures", "predictions", "model.json", "worst.json"],
  why: "--sample was given",
};

const SOURCE_UNKNOWN: Unchecked = {
  what: ["spec.yaml"],
  why: "its hash was not recorded, and it gives another spec than resolved.yaml, perhaps for --set or --seed",
};

/** Whether spec.yaml is checked: by its recorded hash, or because it gives the spec that was trained. */
async function isSourceKnown({ loaded }: Recorded, { path, hashes }: RunRecord, { services }: Context) {
  if (hashes.source !== undefined) return true;
  try {
    return (await services.loadSpec(join(path, "spec.yaml"))).hash === loaded.hash;
  } catch {
    return false; // its paths are relative to another folder, or it is absent, which is told as a difference
  }
}
