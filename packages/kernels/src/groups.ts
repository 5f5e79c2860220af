import type { CompositeOperations } from "./operations.ts";
import { type Tensor, view } from "./tensor.ts";

type Forward = CompositeOperations["conv2d"];
type Backward = CompositeOperations["conv2d_backward"];

/**
 * A grouped convolution as dense ones: the tensors of each are parts of the whole ones. Images keep their shape, which tells
 * how far apart pixels lie; a weight is [kernel row, kernel column, in / groups, out / groups] with gaps between its rows.
 */
export function forwardByGroup({ groups = 1, ...whole }: Forward): Forward[] {
  const { x, weight, bias, y } = whole;
  return partsOf(weight, groups).map(({ input, output, weightOf, biasOf, weight_row }) => {
    const tensors = { x: input(x), weight: weightOf(weight), bias: bias && biasOf(bias), y: output(y) };
    return { ...whole, ...tensors, weight_row };
  });
}

/** The gradients of a grouped convolution as those of dense ones. */
export function backwardByGroup({ groups = 1, ...whole }: Backward): Backward[] {
  const { x, dy, weight, dweight, dbias, dx } = whole;
  return partsOf(weight, groups).map(({ input, output, weightOf, biasOf, weight_row }) => {
    const tensors = { x: input(x), dy: output(dy), weight: weightOf(weight) };
    const gradients = { dweight: weightOf(dweight), dbias: dbias && biasOf(dbias), dx: dx && input(dx) };
    return { ...whole, ...tensors, ...gradients, weight_row };
  });
}

/** For each group, how to find its part in a tensor of each kind; weight is [kernel row, kernel column, in / groups, out]. */
function partsOf(weight: Tensor, groups: number) {
  const [rows, columns, inputs, out] = weight.shape as [number, number, number, number];
  const outputs = out / groups;
  return Array.from({ length: groups }, (_, group) => ({
    input: (tensor: Tensor) => view(tensor, tensor.shape, group * inputs),
    output: (tensor: Tensor) => view(tensor, tensor.shape, group * outputs),
    weightOf: (tensor: Tensor) => view(tensor, [rows, columns, inputs, outputs], group * outputs),
    biasOf: (tensor: Tensor) => view(tensor, [outputs], group * outputs),
    weight_row: out,
  }));
}
