import { type Pair, pair } from "@assay/layers";
import type { LayerForm, NamedTensor, Stage } from "../contract.ts";
import { moduleText } from "../python-text.ts";

/** Assay's weight [kernel row, kernel column, in / groups, out] is [out, in / groups, kernel row, kernel column] elsewhere. */
export const conv2d: LayerForm = {
  tensors: ({ tensors: { weight, bias } }) => ({ weight: outputsFirst(weight as NamedTensor), ...(bias && { bias }) }),
  onnx(stage, x, graph) {
    const { kernel, stride, dilation, groups, bias, pads } = geometryOf(stage);
    return graph.node("Conv", [x, graph.tensor("weight"), ...(bias ? [graph.tensor("bias")] : [])], {
      kernel_shape: kernel,
      strides: stride,
      dilations: dilation,
      group: groups,
      pads,
    });
  },
  torch(stage) {
    const { kernel, stride, dilation, groups, bias, padding } = geometryOf(stage);
    return moduleText("Conv2d", [stage.input[2] ?? 1, stage.output[2] ?? 1, kernel], {
      stride: [stride, 1],
      padding: [padding === "valid" ? 0 : padding, 0],
      dilation: [dilation, 1],
      groups: [groups, 1],
      bias: [bias, true],
    });
  },
};

function geometryOf({ options, tensors }: Stage) {
  const {
    padding = 0,
    groups = 1,
    ...steps
  } = options as {
    stride?: Pair;
    padding?: Pair | "same" | "valid";
    dilation?: Pair;
    groups?: number;
  };
  const [stride, dilation] = [pair(steps.stride ?? 1), pair(steps.dilation ?? 1)];
  const [height = 1, width = 1] = tensors.weight?.shape ?? [];
  // An odd zero of "same" goes below and to the right, in PyTorch, too.
  const around = [dilation[0] * (height - 1), dilation[1] * (width - 1)];
  const zeros = typeof padding === "string" ? [0, 0] : pair(padding);
  const before = padding === "same" ? around.map((total) => Math.floor(total / 2)) : zeros;
  const after = padding === "same" ? around.map((total) => Math.ceil(total / 2)) : zeros;
  const kernel = [height, width] as const;
  return { kernel, stride, padding, dilation, groups, bias: tensors.bias !== undefined, pads: [...before, ...after] };
}

function outputsFirst({ shape, values }: NamedTensor) {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape;
  const result = new Float32Array(values.length);
  const area = height * width;
  for (let tap = 0; tap < area; tap++) {
    for (let i = 0; i < inputs; i++) {
      const from = (tap * inputs + i) * outputs;
      for (let o = 0; o < outputs; o++) result[(o * inputs + i) * area + tap] = values[from + o] as number;
    }
  }
  return { shape: [outputs, inputs, height, width], values: result };
}
