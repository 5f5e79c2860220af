import type { LayerForm, NamedTensor, Stage } from "../contract.ts";
import { moduleText } from "../python-text.ts";
import { channelsFirst, isMap } from "../row-order.ts";

/**
 * Over all values of an example, its parameters in PyTorch's order. PyTorch has `bias=False` since 2.1; a bias of zeros is the
 * same in every version.
 */
export const layer_norm: LayerForm = {
  rows: "kept",
  tensors(stage) {
    const { weight, bias } = stage.tensors;
    if (!weight) return {};
    const zeros = { ...weight, values: new Float32Array(weight.values.length) };
    return { weight: placed(stage, weight), bias: placed(stage, bias ?? zeros) };
  },
  onnx({ input, tensors, options: { eps = 1e-5 } }, x, graph) {
    // ONNX has no form without a scale.
    const ones = (): string => {
      const shape = sizesOf(input);
      return graph.constant("weight", shape, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1));
    };
    const inputs = [x, ...(tensors.weight ? [graph.tensor("weight"), graph.tensor("bias")] : [ones()])];
    return graph.node("LayerNormalization", inputs, { axis: 1, epsilon: { float: Number(eps) } });
  },
  torch: ({ input, tensors, options: { eps = 1e-5 } }) =>
    moduleText("LayerNorm", [{ list: sizesOf(input) }], {
      eps: [Number(eps), 1e-5],
      elementwise_affine: [tensors.weight !== undefined, true],
    }),
};

/** Channels, height and width, or the length of a row. */
function sizesOf(input: Stage["input"]): readonly number[] {
  const [height = 1, width = 1, channels = 1] = input;
  return isMap(input) ? [channels, height, width] : input;
}

function placed({ input, order }: Stage, { values }: NamedTensor) {
  const from = isMap(input) ? channelsFirst(input) : order;
  return { shape: sizesOf(input), values: from ? values.map((_, i) => values[from[i] as number] as number) : values };
}
