import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { PartSpec } from "@assay/experiment";
import { SpecError } from "@assay/experiment/error";
import { UsageError } from "@assay/runs/errors";
import type { Context } from "./context.ts";
import type { RunModel } from "./stored-model.ts";

/** How `--data` is meant: a folder or a file, or a dataset as in a spec. */
const HINT =
  "give a folder or a file of the run's kind of data, or a dataset as in a spec: '{ type: idx, path: folder }'";

/**
 * The dataset that `--data` names: the run's own from another path, or what the YAML says; defaults filled in.
 * @throws UsageError for a path that is not there, and for what no spec could say
 */
export async function datasetOf(typed: string, model: RunModel, { paths, services }: Context): Promise<PartSpec> {
  const yaml = typed.trimStart().startsWith("{")
    ? typed
    : JSON.stringify(elsewhere(typed, model, paths.existing(typed)));
  const file = join(model.record.path, "resolved.yaml");
  try {
    const loaded = await services.loadSpec(file, { set: [`data.dataset=${yaml}`], folder: paths.folder });
    return loaded.spec.data.dataset;
  } catch (error) {
    if (!(error instanceof SpecError) || !error.where.text.startsWith("--set")) throw error;
    throw new UsageError(error.part, `--data: ${error.rule}`, error.hint);
  }
}

/** The run's own dataset from another path; what is tested of it is all of it. */
function elsewhere(typed: string, { loaded }: RunModel, path: string): object {
  if (!existsSync(path)) throw new UsageError("runner/commands", `--data: there is no file or folder "${typed}"`, HINT);
  const { test: _, ...dataset } = loaded.spec.data.dataset;
  // MNIST's own form, which has a path.
  if (dataset.type === "mnist") return { type: "idx", path: resolve(path) };
  if ("path" in dataset) return { ...dataset, path: resolve(path) };
  throw new UsageError("runner/commands", `--data: the dataset ${dataset.type} is not read from a path`, HINT);
}
