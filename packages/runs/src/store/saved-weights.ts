import type { NamedValues } from "@assay/training/events";
import { BEST_FILE } from "./checkpoints.ts";
import { checkpointsFor, identityOf, passedOverLine, type RunCheckpoints } from "./checkpoints-for.ts";
import { ResultError } from "./errors.ts";
import type { RunRecord } from "./record.ts";
import type { NamedTensor } from "./safetensors.ts";

/** Weights of a checkpoint, and where they are from. */
export interface SavedWeights {
  readonly epoch: number;
  readonly step: number;
  readonly weights: readonly NamedTensor[];
  /** A line for each newer checkpoint that could not be used. */
  readonly notes: readonly string[];
}

/**
 * The model's weights in a run's best or newest checkpoint: parameters and buffers, and where an average is kept that in the
 * parameters' place, as in model.safetensors.
 * @throws ResultError where there is no such checkpoint, or it is damaged or another run's
 */
export function savedWeights(record: RunRecord, which: "best" | "latest"): SavedWeights {
  const checkpoints = checkpointsFor(record.path, identityOf(record));
  const checkpoint = which === "best" ? checkpoints.read(BEST_FILE) : newest(checkpoints);
  const notes = checkpoints.passedOver.map(passedOverLine);
  if (!checkpoint) {
    const meant = which === "best" ? "training.checkpoint.best says by what it is chosen" : "see training.checkpoint";
    const hint = notes.length > 0 ? notes.join("; ") : meant;
    throw new ResultError(`[runs/store] ${record.path} has no ${which} checkpoint that can be used; ${hint}`);
  }
  const { position, records, tensors } = checkpoint.snapshot;
  const averages = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const weights = tensors.filter(isOfModel).map(({ name, shape, values }) => {
    const average = averages.get(`average.${name}`);
    return { name, shape, values: Float32Array.from(average?.values ?? values) };
  });
  return { epoch: records.at(-1)?.epoch ?? 0, step: position.update, weights, notes };
}

function newest({ newest }: RunCheckpoints) {
  const [first] = newest;
  return first?.checkpoint;
}

/** Names of the model begin with a layer's number: "3.weight". */
const isOfModel = ({ name }: NamedValues): boolean => /^\d/.test(name);
