import type { Column, Dataset, DatasetDefinition, Target } from "@assay/data";
import type { LoadedSpec, PartSpec } from "@assay/experiment";
import { createFileOrigin, createSpecLoader, parseYaml } from "@assay/experiment";
import { stream } from "@assay/kernels";
import { registries } from "../src/index.ts";

const column = (dtype: Column["dtype"], shape: readonly number[], values: Column["values"]): Column => ({
  dtype,
  shape,
  values,
});

/** A dataset in memory as a definition: what a file of datasets/ would give. */
export function made(
  train: Dataset["train"],
  test: Dataset["test"],
  target: Target,
  fingerprint = "0".repeat(64),
): DatasetDefinition<PartSpec> {
  const { shape, dtype } = train.inputs;
  return {
    schema: { type: "object", additionalProperties: false, properties: {} },
    describe: () => ({ shape, dtype: dtype as "u8" | "f32", target, train: train.count, test: test.count }),
    fingerprint: () => fingerprint,
    load: () => ({ name: "made", train, test }),
  };
}

/** Rows of a table with 3 float features of very different scales, and 2 linear targets without noise. */
export function table(count: number, purpose: string): Dataset["train"] {
  const random = stream(1, purpose);
  const inputs = new Float32Array(3 * count);
  const targets = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const [a, b, c] = [random(), random(), random()] as [number, number, number];
    inputs.set([a, 1000 * b, c - 500], 3 * i);
    targets.set([2 * a - b + 3, b + 0.5 * c], 2 * i);
  }
  return { count, inputs: column("f32", [3], inputs), targets: column("f32", [2], targets) };
}

/** Classes above 255 in an i32 column, over float features: class = the index of the feature that is 1. */
export function classes(count: number, number: number): Dataset["train"] {
  const inputs = new Float32Array(count * number);
  const labels = Int32Array.from({ length: count }, (_, i) => (i * 7) % number);
  for (const [i, label] of labels.entries()) inputs[i * number + label] = 1;
  return { count, inputs: column("f32", [number], inputs), targets: column("i32", [], labels) };
}

export const EMPTY_TEST = (like: Dataset["train"]): Dataset["test"] => ({
  count: 0,
  inputs: { ...like.inputs, values: like.inputs.values.slice(0, 0) },
  targets: { ...like.targets, values: like.targets.values.slice(0, 0) },
});

/** The shipped parts with one dataset in the place of theirs, and a loader of specs that name it. */
export function withDataset(dataset: DatasetDefinition<PartSpec>) {
  const catalogue = { ...registries, datasets: { made: dataset } };
  const loader = createSpecLoader({ ...catalogue, datasets: { ...catalogue.datasets, mnist: dataset } });
  const load = (text: string): LoadedSpec =>
    loader.resolve({ tree: parseYaml(createFileOrigin("made.yaml", text)), file: "made.yaml", source: text }, []);
  return { catalogue, load };
}
