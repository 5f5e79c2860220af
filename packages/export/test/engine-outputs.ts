import {
  createEmitter,
  createEngine,
  createProgram,
  createTensor,
  elementsOf,
  sizeOf,
  type Tensor,
} from "@assay/kernels";
import { createModel, type PartSpec } from "@assay/layers";
import type { ModelDescription } from "@assay/training/events";
import type { NamedTensor } from "../src/index.ts";

/**
 * What Assay's own kernels make of raw inputs, in evaluation: the reference of every export.
 * @param inputs rows in Assay's order
 */
export async function engineOutputs(
  architecture: readonly PartSpec[],
  { input: { shape }, normalization, missing_means }: ModelDescription,
  tensors: readonly NamedTensor[],
  inputs: ArrayLike<number>,
): Promise<Float32Array> {
  const size = sizeOf(shape);
  const batch = inputs.length / size;
  const model = createModel(architecture, shape);
  const emitter = createEmitter(batch, false);
  const x = createTensor("x", [batch, ...shape], "f32", true);
  const y = createTensor("y", [batch, ...model.output], "f32", true);
  const { y: end } = model.forward(emitter, x);
  // A copy, as dropout and flatten give back what they were given.
  emitter.emit("copy_slice", {
    ...{ x: end, y, rows: 1, size: sizeOf(model.output) },
    ...{ x_stride: sizeOf(model.output), x_offset: 0, y_stride: sizeOf(model.output), y_offset: 0 },
  });
  const engine = createEngine({ threads: 1 });
  try {
    const buffers = model.buffers.map(({ value }) => value);
    for (const tensor of [x, y, model.values, model.step, ...buffers]) engine.arena.place(tensor);
    const [run] = engine.load(createProgram(emitter));
    const of = (tensor: Tensor) => elementsOf(engine, tensor) as Float32Array;
    const values = new Map(tensors.map((tensor) => [tensor.name, tensor.values]));
    for (const { name, value } of [...model.parameters, ...model.buffers])
      of(value).set(values.get(name) as Float32Array);
    const at = (list: readonly number[], i: number) => list[i % list.length] as number;
    of(x).set(
      Float32Array.from(inputs, (value, i) => {
        const known = Number.isNaN(value) ? at(missing_means as readonly number[], i % size) : value;
        return Math.fround(Math.fround(known * at(normalization.scale, i % size)) + at(normalization.shift, i % size));
      }),
    );
    run?.();
    return of(y).slice();
  } finally {
    await engine.close();
  }
}

/** Rows of maps [height, width, channels] as [channels, height, width], or back; rows of numbers as they are. */
export function rearranged(
  values: ArrayLike<number>,
  shape: readonly number[],
  to: "channels first" | "channels last",
) {
  if (shape.length !== 3) return Float32Array.from(values);
  const [height = 1, width = 1, channels = 1] = shape;
  const area = height * width;
  const size = area * channels;
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const [row, place] = [Math.floor(i / size), i % size];
    const last = (place % area) * channels + Math.floor(place / area);
    if (to === "channels first") result[i] = values[row * size + last] as number;
    else result[row * size + last] = values[i] as number;
  }
  return result;
}
