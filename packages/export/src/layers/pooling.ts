import { type Pair, pair } from "@assay/layers";
import type { LayerForm, Stage, StageGraph } from "../contract.ts";
import { moduleText } from "../python-text.ts";

/** Where ceil_mode makes a window reach past the border, ONNX gets that border as padding, which its operators agree on. */
export const max_pool2d: LayerForm = {
  onnx(stage, x, graph) {
    const { kernel, stride, dilation, pads } = geometryOf(stage);
    return graph.node("MaxPool", [x], { kernel_shape: kernel, strides: stride, dilations: dilation, pads });
  },
  torch(stage) {
    const { kernel, dilation, named } = geometryOf(stage);
    return moduleText("MaxPool2d", [kernel], { ...named, dilation: [dilation, 1] });
  },
};

export const avg_pool2d: LayerForm = {
  onnx(stage, x, graph) {
    const { kernel, stride, pads, padding, included } = geometryOf(stage);
    const counted = included ? 1 : 0;
    const means = graph.node("AveragePool", [x], {
      kernel_shape: kernel,
      strides: stride,
      pads,
      count_include_pad: counted,
    });
    const past = pads[2] !== padding[0] || pads[3] !== padding[1];
    return past && included ? withoutPast(stage, means, graph) : means;
  },
  torch(stage) {
    const { kernel, named, included } = geometryOf(stage);
    return moduleText("AvgPool2d", [kernel], { ...named, count_include_pad: [included, true] });
  },
};

/** What lies past the padding counts in ONNX's means, and not in ours: they grow by elements counted / elements that count. */
function withoutPast(stage: Stage, means: string, graph: StageGraph): string {
  const { kernel, stride, padding } = geometryOf(stage);
  const [factorsY, factorsX] = ([0, 1] as const).map((axis) =>
    Array.from({ length: stage.output[axis] as number }, (_, i) => {
      const end = (stage.input[axis] as number) + 2 * padding[axis];
      return kernel[axis] / Math.min(kernel[axis], end - i * stride[axis]);
    }),
  ) as [number[], number[]];
  const values = Float32Array.from(factorsY.flatMap((y) => factorsX.map((x) => y * x)));
  return graph.node("Mul", [means, graph.constant("shares", [1, 1, factorsY.length, factorsX.length], values)]);
}

function geometryOf({ options, input, output }: Stage) {
  const {
    kernel_size,
    ceil_mode = false,
    count_include_pad = true,
    ...steps
  } = options as unknown as {
    kernel_size: Pair;
    stride?: Pair;
    padding?: Pair;
    dilation?: Pair;
    ceil_mode?: boolean;
    count_include_pad?: boolean;
  };
  const kernel = pair(kernel_size);
  const [stride, padding] = [pair(steps.stride ?? kernel), pair(steps.padding ?? 0)];
  const dilation = pair(steps.dilation ?? 1);
  // From the first pixel of padding to the last element of the last window.
  const after = ([0, 1] as const).map((axis) => {
    const end = ((output[axis] as number) - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1;
    return Math.max(padding[axis], end - padding[axis] - (input[axis] as number));
  });
  return {
    ...{ kernel, stride, padding, dilation, included: count_include_pad },
    pads: [...padding, ...after],
    named: { stride: [stride, kernel], padding: [padding, 0], ceil_mode: [ceil_mode, false] } as const,
  };
}
