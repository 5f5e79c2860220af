import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ExperimentSpec } from "@assay/experiment";
import { ResultError, UsageError } from "@assay/runs/errors";
import {
  type NamedTensor,
  readableSpec,
  readModelDescription,
  readSafetensors,
  type StoredRun,
} from "@assay/runs/store";
import type { TrainedModel } from "./contract.ts";
import { stagesOf } from "./stages.ts";

/** The tensors that a run has kept. @throws ResultError where it has none, in words */
export function readTensors(stored: StoredRun): readonly NamedTensor[] {
  const { record } = stored;
  if (!hasModel(stored)) throw new ResultError(`[export/model] ${record.run} has no model: ${whyNot(record)}`);
  return readSafetensors(modelFile(record)).tensors;
}

/** Whether a run has kept its weights: one that diverged has not. */
export const hasModel = ({ record }: StoredRun): boolean => existsSync(modelFile(record));

const modelFile = ({ path }: StoredRun["record"]): string => join(path, "model.safetensors");

/**
 * The model of a run, from its folder.
 * @throws ResultError where there is none, or its files do not fit together; UsageError where a layer cannot be exported
 */
export function readModel(stored: StoredRun): TrainedModel {
  const { record } = stored;
  const tensors = readTensors(stored);
  const { architecture, data } = sectionsOf(stored);
  const description = readModelDescription(record.path);
  return {
    name: record.name,
    seed: record.seed,
    run: record.run,
    spec: record.hashes.spec,
    version: record.versions.assay,
    description,
    normalize: data.normalize,
    stages: built(record.path, () => stagesOf(architecture, description.input.shape, tensors)),
  };
}

/** An architecture that somebody has changed since it was trained is a fault of the record, not of what the user typed. */
function built<T>(path: string, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof ResultError || error instanceof UsageError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ResultError(`[export/model] ${path}: resolved.yaml cannot be built: ${reason}`, { cause: error });
  }
}

function whyNot({ status, epochs, divergence }: StoredRun["record"]): string {
  if (status === "diverged") return `it diverged${divergence ? ` at step ${divergence.step}` : ""}; use a smaller lr`;
  if (status === "running") return "it is still being trained";
  if (status === "completed") return "model.safetensors is missing; train it again with --force";
  return `it was ${status === "interrupted" ? "interrupted" : "ended by an error"} after epoch ${epochs}; train it again`;
}

/** The sections of resolved.yaml that an export needs. */
function sectionsOf(stored: StoredRun): Pick<ExperimentSpec, "architecture" | "data"> {
  const spec = readableSpec(stored) as Partial<ExperimentSpec> | undefined;
  if (!Array.isArray(spec?.architecture) || typeof spec.data !== "object") {
    throw new ResultError(`[export/model] ${stored.record.path}: resolved.yaml does not hold a spec`);
  }
  return spec as Pick<ExperimentSpec, "architecture" | "data">;
}
