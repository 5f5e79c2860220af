import { type Tensor, view } from "./tensor.ts";

/** The tensors of one group of a grouped convolution, as parts of the whole ones. */
interface GroupViews {
  /** x or dx [batch, height, width, in]: its shape still tells how far apart pixels lie. */
  input(tensor: Tensor): Tensor;
  /** y or dy [batch, height, width, out] */
  output(tensor: Tensor): Tensor;
  /** The weight or its gradient, [kernel row, kernel column, in / groups, out / groups] with gaps between its rows. */
  weight(tensor: Tensor): Tensor;
  /** The bias or its gradient, [out / groups] */
  bias(tensor: Tensor): Tensor;
}

/** Every group of a convolution with this weight [kernel row, kernel column, in / groups, out]. */
export function groupsOf(weight: Tensor, groups: number): GroupViews[] {
  const [rows, columns, inputs, out] = weight.shape as [number, number, number, number];
  const outputs = out / groups;
  return Array.from({ length: groups }, (_, group) => ({
    input: (tensor) => view(tensor, tensor.shape, group * inputs),
    output: (tensor) => view(tensor, tensor.shape, group * outputs),
    weight: (tensor) => view(tensor, [rows, columns, inputs, outputs], group * outputs),
    bias: (tensor) => view(tensor, [outputs], group * outputs),
  }));
}
