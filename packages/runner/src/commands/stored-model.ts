import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import { ResultError } from "@assay/runs/errors";
import {
  MODEL_FILE,
  type RunRecord,
  readModelDescription,
  readSafetensors,
  savedWeights,
  WEIGHTS_FILE,
} from "@assay/runs/store";
import type { ModelDescription } from "@assay/training/events";
import type { OpenModel } from "@assay/training/inference";
import type { Context } from "./context.ts";
import { findOneStored } from "./find-runs.ts";
import { isInputError } from "./input-error.ts";
import { refuseEnsemble } from "./refuse-ensemble.ts";
import { shellWord } from "./shell-word.ts";

/** How a stored model is used: by default with the numerics of the run. */
export interface ModelOptions {
  readonly threads: number;
  readonly numerics?: "fused" | "strict";
  readonly out?: string;
  /** The weights of a checkpoint. Default: those after the last step. */
  readonly checkpoint?: "best" | "latest";
}

/** The model of a run, as its folder describes it. */
export interface RunModel {
  readonly record: RunRecord;
  readonly loaded: LoadedSpec;
  readonly description: ModelDescription;
  /** Starts its threads. @throws ResultError where the files of the run do not go together */
  open(signal: AbortSignal): Promise<OpenModel>;
}

/** Finds a run and reads what its model needs. @throws UsageError for no run or several, ResultError for one without a model */
export async function findModel(typed: string, options: ModelOptions, context: Context): Promise<RunModel> {
  const { paths } = context;
  return modelOf(findOneStored(typed, paths, paths.output(options.out)).record, options, context);
}

/** Reads what the model of a run needs. @throws ResultError for one without a model, UsageError for an ensemble */
export async function modelOf(record: RunRecord, options: ModelOptions, context: Context): Promise<RunModel> {
  const { services, terminal } = context;
  refuseEnsemble(record, "has no model of its own");
  const { path, status } = record;
  if (status !== "completed" && status !== "interrupted") {
    throw new ResultError(`[runner/commands] ${path} has no model, its status is ${status}`);
  }
  if (status === "interrupted" && !existsSync(join(path, MODEL_FILE))) {
    const rule = `[runner/commands] ${record.run} was killed before it could leave a model`;
    throw new ResultError(`${rule}; finish it first: pnpm run resume ${shellWord(record.run)}`);
  }
  const saved = options.checkpoint && savedWeights(record, options.checkpoint);
  for (const note of saved ? saved.notes : []) terminal.err.write(`Warning: ${note}\n`);
  if (saved) terminal.err.write(`The weights are those of step ${saved.step}, after ${saved.epoch} epochs.\n`);
  else if (status === "interrupted") {
    terminal.err.write(`Warning: ${record.run} was interrupted, its model is that of step ${record.steps}.\n`);
  }
  const description = readModelDescription(path);
  const loaded = await services.loadSpec(join(path, "resolved.yaml"));
  return {
    ...{ record, loaded, description },
    async open(signal) {
      const weights = saved?.weights ?? readSafetensors(join(path, WEIGHTS_FILE)).tensors;
      const wanted = options.numerics ?? record.numerics;
      const numerics = (await services.trainer()).chooseNumerics(wanted);
      if (numerics !== wanted) {
        terminal.err.write(`Warning: this machine does not have ${wanted} numerics; the last bits may differ.\n`);
      }
      const { openModel } = await services.inference();
      try {
        return openModel({ spec: loaded.spec, weights, description }, { threads: options.threads, numerics, signal });
      } catch (error) {
        if (!isInputError(error)) throw error;
        throw new ResultError(`[runner/commands] ${path}: ${error.message}`, { cause: error });
      }
    },
  };
}
