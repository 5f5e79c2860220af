import type { NamedValues } from "@assay/training/events";
import { bestFile, checkpointsOf, readCheckpoint } from "./checkpoints.ts";
import { ResultError, reasonOf } from "./errors.ts";
import type { NamedTensor } from "./safetensors.ts";

/** Weights of a checkpoint, and where they are from. */
export interface SavedWeights {
  readonly epoch: number;
  readonly step: number;
  readonly weights: readonly NamedTensor[];
}

/**
 * The model's weights in a run's best or newest checkpoint: parameters and buffers, and where an average is kept that in the
 * parameters' place, as in model.safetensors.
 * @throws ResultError where there is no such checkpoint, or naming the file that is damaged
 */
export function savedWeights(run: string, which: "best" | "latest"): SavedWeights {
  const checkpoint = which === "best" ? best(run) : newest(run);
  if (!checkpoint) {
    const hint = which === "best" ? "training.checkpoint.best says by what it is chosen" : "see training.checkpoint";
    throw new ResultError(`[runs/store] ${run} has no ${which} checkpoint; ${hint}`);
  }
  const { position, records, tensors } = checkpoint.snapshot;
  const averages = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const weights = tensors.filter(isOfModel).map(({ name, shape, values }) => {
    const average = averages.get(`average.${name}`);
    return { name, shape, values: Float32Array.from(average?.values ?? values) };
  });
  return { epoch: records.at(-1)?.epoch ?? 0, step: position.update, weights };
}

function best(run: string) {
  const file = bestFile(run);
  try {
    return readCheckpoint(file);
  } catch (error) {
    throw new ResultError(`[runs/store] ${file} is damaged: ${reasonOf(error)}`, { cause: error });
  }
}

function newest(run: string) {
  for (const { checkpoint } of checkpointsOf(run).valid) return checkpoint;
  return undefined;
}

/** Names of the model begin with a layer's number: "3.weight". */
const isOfModel = ({ name }: NamedValues): boolean => /^\d/.test(name);
