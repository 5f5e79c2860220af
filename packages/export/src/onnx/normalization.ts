import type { StageGraph, TrainedModel } from "../contract.ts";
import { channelsFirst, isMap } from "../row-order.ts";

/** Adds what happens to raw inputs before the first layer: missing values filled in, x · scale + shift. @returns the value */
export function normalized(
  { input, normalization, missing_means }: TrainedModel["description"],
  x: string,
  graph: Pick<StageGraph, "node" | "constant">,
): string {
  const constant = (name: string, values: readonly number[]) => {
    const placed = placedFor(input.shape, values);
    return graph.constant(name, placed.shape, placed.values);
  };
  let value = x;
  if (missing_means)
    value = graph.node("Where", [graph.node("IsNaN", [x]), constant("missing_means", missing_means), x]);
  const { scale, shift } = normalization;
  if (scale.some((number) => number !== 1)) value = graph.node("Mul", [value, constant("scale", scale)]);
  if (shift.some((number) => number !== 0)) value = graph.node("Add", [value, constant("shift", shift)]);
  return value;
}

/** One value, one a channel, or one a value of the input, in a shape that spreads over [batch, …]. */
function placedFor(shape: readonly number[], values: readonly number[]) {
  const [height = 1, width = 1, channels = 1] = shape;
  if (!isMap(shape) || values.length === 1) return { shape: [values.length], values: Float32Array.from(values) };
  if (values.length === channels) return { shape: [channels, 1, 1], values: Float32Array.from(values) };
  const order = channelsFirst(shape);
  return { shape: [channels, height, width], values: Float32Array.from(order, (from) => values[from] as number) };
}
