import type { Column, Split, Target } from "@assay/data";
import { sizeOf } from "@assay/kernels";
import { arrangeData } from "../arrange-data.ts";
import type { PreparedRun } from "../prepare.ts";
import { readDataset } from "../read-dataset.ts";
import type { DataOverview, ExampleView, InputView } from "./contract.ts";
import { measure, scaled } from "./measure.ts";

/** Examples that are shown. */
const FIRST = 8;

/** Reads a spec's data and measures it as a training would see it. @throws SpecError if it is damaged */
export function dataOverview(prepared: PreparedRun): DataOverview {
  const { loaded, parts } = prepared;
  const { shape, dtype, target } = parts.data;
  const fingerprint = prepared.fingerprint();
  const dataset = readDataset(prepared);
  const { train, test } = dataset;
  const { split, inputs, affine } = arrangeData(prepared, dataset);
  const indices = { train: split.train, validation: split.validation };
  return {
    dataset: loaded.spec.data.dataset.type,
    fingerprint,
    shape,
    dtype,
    examples: { train: split.train.length, validation: split.validation.length, test: test.count },
    ...(target.kind === "class"
      ? { classes: countClasses(target, train, test, indices) }
      : { values: measureTargets(train.targets, split.train) }),
    normalize: loaded.spec.data.normalize,
    normalize_per: parts.normalizedPer,
    inputs: viewInputs(train.inputs, inputs, split.train, parts.normalizedPer, affine),
    first: Array.from(split.train.subarray(0, FIRST), (index) => example(train, target, index)),
  };
}

function countClasses(
  { classes, names }: Extract<Target, { kind: "class" }>,
  train: Split,
  test: Split,
  indices: { readonly train: Int32Array; readonly validation: Int32Array },
) {
  const counts = (labels: ArrayLike<number>, of: Iterable<number>): number[] => {
    const found = new Array<number>(classes).fill(0);
    for (const index of of) found[labels[index] as number] = (found[labels[index] as number] as number) + 1;
    return found;
  };
  const trained = counts(train.targets.values, indices.train);
  const held = counts(train.targets.values, indices.validation);
  const tested = counts(test.targets.values, test.targets.values.keys());
  return trained.map((count, c) => ({
    name: names?.[c] ?? String(c),
    train: count,
    validation: held[c] as number,
    test: tested[c] as number,
  }));
}

function measureTargets({ values, shape, names }: Column, indices: Int32Array) {
  const size = sizeOf(shape);
  return Array.from({ length: size }, (_, i) => ({
    name: names?.[i] ?? `target ${i}`,
    range: measure(values, size, indices, i, size).range,
  }));
}

/** @param raw the inputs as they were read @param filled without missing values */
function viewInputs(
  raw: Column,
  filled: Column,
  indices: Int32Array,
  per: "all" | "channel" | "feature",
  affine: Float32Array,
): InputView[] {
  const size = sizeOf(raw.shape);
  // One line a feature of a table, whatever shares a scale; images by channel or as a whole.
  const lines = raw.dtype === "f32" ? size : per === "channel" ? (raw.shape.at(-1) as number) : 1;
  const shifts = affine.length / 2;
  return Array.from({ length: lines }, (_, i) => {
    const before = measure(raw.values, size, indices, i, lines);
    const whole = raw.missing ? measure(filled.values, size, indices, i, lines) : before;
    const at = i % shifts;
    const name =
      lines === 1 && size > 1 ? "all" : raw.dtype === "u8" ? `channel ${i}` : (raw.names?.[i] ?? `feature ${i}`);
    return {
      name,
      zeros: before.zeros,
      missing: before.missing,
      before: before.range,
      after: scaled(whole.range, affine[at] as number, affine[shifts + at] as number),
    };
  });
}

function example({ inputs, targets }: Split, target: Target, index: number): ExampleView {
  const row = ({ values, shape }: Column): ArrayLike<number> => {
    const size = sizeOf(shape);
    return values.slice(index * size, (index + 1) * size);
  };
  const own = row(targets);
  const label = own[0] as number;
  return {
    target: target.kind === "class" ? (target.names?.[label] ?? String(label)) : Array.from(own),
    values: row(inputs),
  };
}
