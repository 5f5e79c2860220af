import type { Attributes, LayerForm, Stage } from "../contract.ts";
import { moduleText } from "../python-text.ts";

/** A window that slides over each channel, the last incomplete one left out. */
const pooling = (operator: string, module: string, more: Attributes = {}): LayerForm => ({
  onnx(stage, x, graph) {
    const { kernel, stride, padding } = geometryOf(stage);
    const pads = [padding, padding, padding, padding];
    return graph.node(operator, [x], { kernel_shape: kernel, strides: [stride, stride], pads, ...more });
  },
  torch(stage) {
    const { kernel, stride, padding } = geometryOf(stage);
    return moduleText(module, [kernel], { stride: [stride, kernel], padding: [padding, 0] });
  },
});

export const max_pool2d = pooling("MaxPool", "MaxPool2d");
/** Its padding counts as zeros, PyTorch's default. */
export const avg_pool2d = pooling("AveragePool", "AvgPool2d", { count_include_pad: 1 });

function geometryOf({ options }: Stage) {
  const {
    kernel_size,
    stride,
    padding = 0,
  } = options as unknown as {
    kernel_size: number | readonly [number, number];
    stride?: number;
    padding?: number;
  };
  const kernel = typeof kernel_size === "number" ? ([kernel_size, kernel_size] as const) : kernel_size;
  return { kernel, stride: stride ?? kernel[0], padding };
}
