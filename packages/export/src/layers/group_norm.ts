import type { LayerForm } from "../contract.ts";
import { moduleText } from "../python-text.ts";
import { isMap } from "../row-order.ts";

/**
 * ONNX has an operator for it from opset 18 on: the groups as the channels of an instance norm, then a scale and a shift a
 * channel.
 */
export const group_norm: LayerForm = {
  tensors: ({ tensors: { weight, bias } }) => ({ ...(weight && { weight }), ...(bias && { bias }) }),
  onnx({ input, tensors, options: { num_groups, eps = 1e-5 } }, x, graph) {
    const groups = Number(num_groups);
    const [height = 1, width = 1, channels = 1] = input;
    // 0 keeps the extent: the batch.
    const grouped = graph.node("Reshape", [x, graph.integers("grouped", [0, groups, -1])]);
    const constant = (name: string, value: number) =>
      graph.constant(name, [groups], new Float32Array(groups).fill(value));
    const normal = graph.node("InstanceNormalization", [grouped, constant("ones", 1), constant("zeros", 0)], {
      epsilon: { float: Number(eps) },
    });
    const sizes = isMap(input) ? [channels, height, width] : input;
    const y = graph.node("Reshape", [normal, graph.integers("shape", [0, ...sizes])]);
    if (!tensors.weight) return y;
    const spread = (name: string) =>
      isMap(input) ? graph.node("Unsqueeze", [graph.tensor(name), graph.integers("axes", [1, 2])]) : graph.tensor(name);
    return graph.node("Add", [graph.node("Mul", [y, spread("weight")]), spread("bias")]);
  },
  torch: ({ input, tensors, options: { num_groups, eps = 1e-5 } }) =>
    moduleText("GroupNorm", [Number(num_groups), input.at(-1) ?? 1], {
      eps: [Number(eps), 1e-5],
      affine: [tensors.weight !== undefined, true],
    }),
};
