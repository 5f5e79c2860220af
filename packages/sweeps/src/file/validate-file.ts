import { compileSchema, createGuide, explain, plainOf, type Tree } from "@assay/experiment";
import { withDefaults } from "./early-options.ts";
import { sweepSchema } from "./schema.ts";
import type { SweepFile } from "./sweep-file.ts";

const PART = "sweeps/file";
const NO_PARTS = {
  ...{ layers: {}, losses: {}, metrics: {}, initializers: {} },
  ...{ optimizers: {}, schedules: {}, datasets: {}, augmentations: {} },
};
const HINTS = {
  ...{ spec: "experiment", base: "experiment", program: "experiment", search: "method", params: "parameters" },
  ...{ mu: "mean", sigma: "std", probs: "probabilities", early_stopping: "early_terminate", eta: "reduction_factor" },
};

/** The keys of a sweep. @throws SpecError where they are not those of one */
export function validateFile(tree: Tree): SweepFile {
  const schema = sweepSchema();
  const check = compileSchema(schema);
  const data = plainOf(tree);
  if (!check(data)) {
    const rules = { speaker: PART, guide: createGuide(schema), registries: NO_PARTS, hints: HINTS };
    throw explain(check.errors ?? [], tree, rules);
  }
  const file = data as SweepFile;
  return { ...file, ...(file.early_terminate && { early_terminate: withDefaults(file.early_terminate) }) };
}
