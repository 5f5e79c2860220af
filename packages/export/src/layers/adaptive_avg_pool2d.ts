import type { LayerForm } from "../contract.ts";
import { moduleText } from "../python-text.ts";

/**
 * Means of windows that cover the image. ONNX has the operator for one window alone; where the extents divide, the windows are
 * those of AveragePool, and where they do not, a mean over a rectangle is a mean over its columns, then over its rows: two
 * products with matrices of shares.
 */
export const adaptive_avg_pool2d: LayerForm = {
  onnx({ input, output }, x, graph) {
    const [height = 1, width = 1] = input;
    const [rows = 1, columns = 1] = output;
    if (rows === 1 && columns === 1) return graph.node("GlobalAveragePool", [x]);
    if (height % rows === 0 && width % columns === 0) {
      const window = [height / rows, width / columns];
      return graph.node("AveragePool", [x], { kernel_shape: window, strides: window });
    }
    const perRow = graph.constant("row_shares", [rows, height], shares(height, rows, "window first"));
    const perColumn = graph.constant("column_shares", [width, columns], shares(width, columns, "window last"));
    return graph.node("MatMul", [perRow, graph.node("MatMul", [x, perColumn])]);
  },
  torch: ({ output: [rows = 1, columns = 1] }) => moduleText("AdaptiveAvgPool2d", [[rows, columns]]),
};

/** What each of `size` places counts for in each of `windows` means: window i begins at ⌊i·size/windows⌋ and ends before ⌈(i+1)·size/windows⌉. */
function shares(size: number, windows: number, layout: "window first" | "window last"): Float32Array {
  const values = new Float32Array(size * windows);
  for (let i = 0; i < windows; i++) {
    const begin = Math.floor((i * size) / windows);
    const end = Math.ceil(((i + 1) * size) / windows);
    for (let at = begin; at < end; at++) {
      values[layout === "window first" ? i * size + at : at * windows + i] = 1 / (end - begin);
    }
  }
  return values;
}
