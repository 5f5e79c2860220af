import type { LayerForm, NamedTensor, RowOrder } from "../contract.ts";
import { moduleText } from "../python-text.ts";

const NAMES = ["weight", "bias", "running_mean", "running_var"] as const;

/** With the running statistics, per channel or per number of a row. */
export const batch_norm: LayerForm = {
  rows: "kept",
  tensors: ({ tensors, order }) =>
    Object.fromEntries(
      NAMES.flatMap((name) => (tensors[name] ? [[name, reordered(tensors[name] as NamedTensor, order)]] : [])),
    ),
  onnx({ tensors, options: { eps = 1e-5 } }, x, graph) {
    const mean = tensors.running_mean as NamedTensor;
    // ONNX has no form without scale and shift.
    const own = (name: string, value: number) =>
      tensors[name]
        ? graph.tensor(name)
        : graph.constant(name, mean.shape, new Float32Array(mean.values.length).fill(value));
    const inputs = [x, own("weight", 1), own("bias", 0), graph.tensor("running_mean"), graph.tensor("running_var")];
    return graph.node("BatchNormalization", inputs, { epsilon: { float: Number(eps) } });
  },
  torch: ({ input, tensors, options: { eps = 1e-5, momentum = 0.1 } }) =>
    moduleText(input.length === 1 ? "BatchNorm1d" : "BatchNorm2d", [input.at(-1) ?? 1], {
      eps: [Number(eps), 1e-5],
      momentum: [Number(momentum), 0.1],
      affine: [tensors.weight !== undefined, true],
    }),
};

const reordered = ({ shape, values }: NamedTensor, order: RowOrder | undefined) => ({
  shape,
  values: order ? values.map((_, i) => values[order[i] as number] as number) : values,
});
