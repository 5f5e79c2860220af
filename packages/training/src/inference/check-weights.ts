import { InputError } from "@assay/kernels";
import type { Model } from "@assay/layers";
import { keptTensors } from "../memory.ts";
import type { StoredModel } from "./contract.ts";

const HINT = "the files of the run do not belong together";

/** @throws InputError unless the weights are those of the model: every parameter and buffer, by name and shape */
export function checkWeights(model: Model, weights: StoredModel["weights"]): void {
  const stored = new Map(weights.map((tensor) => [tensor.name, tensor]));
  const wanted = keptTensors(model);
  for (const { name, tensor } of wanted) {
    const found = stored.get(name);
    if (found?.shape.join() === tensor.shape.join()) continue;
    const got = found ? `[${found.shape.join(", ")}]` : "nothing";
    const rule = `the weights must have ${name} of [${tensor.shape.join(", ")}] as the architecture, they have ${got}`;
    throw new InputError("training/inference", rule, [], HINT);
  }
  const known = new Set(wanted.map(({ name }) => name));
  const left = weights.find(({ name }) => !known.has(name));
  if (left) throw new InputError("training/inference", `the architecture has no ${left.name}`, [], HINT);
}
