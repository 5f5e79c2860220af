import type { LayerForm } from "../contract.ts";
import { moduleText } from "../python-text.ts";

/** A function of each number on its own: one ONNX operator, one module of torch.nn without options. */
const elementwise = (operator: string, module: string): LayerForm => ({
  rows: "kept",
  onnx: (_, x, graph) => graph.node(operator, [x]),
  torch: () => moduleText(module, []),
});

export const relu = elementwise("Relu", "ReLU");
export const sigmoid = elementwise("Sigmoid", "Sigmoid");
export const tanh = elementwise("Tanh", "Tanh");
export const selu = elementwise("Selu", "SELU");
export const hardswish = elementwise("HardSwish", "Hardswish");

/** In evaluation its input; PyTorch gets the module, so that a training there goes on as it was. */
const masking = (module: string): LayerForm => ({
  rows: "kept",
  onnx: (_, x) => x,
  torch: ({ options: { p = 0.5 } }) => moduleText(module, [Number(p)]),
});

export const dropout = masking("Dropout");
export const dropout2d = masking("Dropout2d");
