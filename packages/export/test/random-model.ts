import { sizeOf, stream } from "@assay/kernels";
import { createModel } from "@assay/layers";
import { formOf } from "../src/form-of.ts";
import type { NamedTensor, TrainedModel } from "../src/index.ts";
import { stagesOf } from "../src/stages.ts";
import type { Case } from "./cases.ts";

/** Tensors as a training could leave them: no two alike, variances positive. */
export function randomTensors({ architecture, input }: Case): readonly NamedTensor[] {
  const { parameters, buffers } = createModel(architecture, input);
  const all = [...parameters, ...buffers].map(({ name, value }) => ({ name, shape: value.shape }));
  return all.map(({ name, shape }) => {
    const random = stream(7, name);
    const low = name.endsWith("running_var") ? 0.5 : -1;
    return { name, shape, values: Float32Array.from({ length: sizeOf(shape) }, () => low + random() * (1 - low)) };
  });
}

/** A model of a case with random weights. */
export function randomModel(item: Case): TrainedModel {
  const { architecture, input, description } = item;
  return {
    name: "case",
    seed: 1,
    run: "case/seed1-00000000",
    spec: "a".repeat(64),
    version: "0.1.0",
    normalize: "standardize",
    description: {
      input: { shape: input, dtype: input.length === 3 ? "u8" : "f32" },
      normalization: { scale: [1], shift: [0] },
      target: { kind: "values", size: 1 },
      outputs: "values",
      ...description,
    },
    stages: stagesOf(architecture, input, randomTensors(item)),
  };
}

/** Layer types of an architecture, those inside others included. */
export const typesOf = (architecture: Case["architecture"]): readonly string[] =>
  architecture.flatMap((part) => [
    part.type,
    ...Object.values(formOf({ path: "", type: part.type }).lists?.(part) ?? {}).flatMap(typesOf),
  ]);

/** Raw inputs: bytes of images, numbers of tables, one of them missing where the model has means. */
export function randomInputs({ input, description }: Case, batch: number): Float32Array {
  const random = stream(8, "inputs");
  const values = Float32Array.from({ length: batch * sizeOf(input) }, () =>
    input.length === 3 ? Math.floor(random() * 4) : random() * 4 - 2,
  );
  if (description?.missing_means) values[1] = Number.NaN;
  return values;
}
