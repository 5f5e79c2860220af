import type { LayerForm, NamedTensor, StageGraph } from "../contract.ts";
import { moduleText } from "../python-text.ts";
import { isMap } from "../row-order.ts";

/** A constant that spreads over any tensor. */
const scalar = (graph: StageGraph, name: string, value: number): string =>
  graph.constant(name, [], Float32Array.of(value));

export const leaky_relu: LayerForm = {
  rows: "kept",
  onnx: ({ options: { negative_slope = 0.01 } }, x, graph) =>
    graph.node("LeakyRelu", [x], { alpha: { float: Number(negative_slope) } }),
  torch: ({ options: { negative_slope = 0.01 } }) =>
    moduleText("LeakyReLU", [], { negative_slope: [Number(negative_slope), 0.01] }),
};

/** The slope of all, or one a channel. */
export const prelu: LayerForm = {
  rows: "kept",
  tensors({ tensors: { weight }, order }) {
    const { shape, values } = weight as NamedTensor;
    const isMoved = order && values.length > 1;
    return { weight: { shape, values: isMoved ? values.map((_, i) => values[order[i] as number] as number) : values } };
  },
  onnx({ input, tensors: { weight } }, x, graph) {
    const slope = graph.tensor("weight");
    if (!isMap(input) || weight?.values.length === 1) return graph.node("PRelu", [x, slope]);
    return graph.node("PRelu", [x, graph.node("Unsqueeze", [slope, graph.integers("axes", [1, 2])])]);
  },
  torch: ({ tensors: { weight } }) => moduleText("PReLU", [], { num_parameters: [weight?.values.length ?? 1, 1] }),
};

export const elu: LayerForm = {
  rows: "kept",
  onnx: ({ options: { alpha = 1 } }, x, graph) => graph.node("Elu", [x], { alpha: { float: Number(alpha) } }),
  torch: ({ options: { alpha = 1 } }) => moduleText("ELU", [], { alpha: [Number(alpha), 1] }),
};

/** ONNX has an operator for it from opset 20 on: ½ x (1 + erf(x / √2)), or with tanh ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). */
export const gelu: LayerForm = {
  rows: "kept",
  onnx({ options: { approximate = "none" } }, x, graph) {
    const times = (a: string, name: string, value: number) => graph.node("Mul", [a, scalar(graph, name, value)]);
    const plusOne = (a: string) => graph.node("Add", [a, scalar(graph, "one", 1)]);
    const halved = times(x, "half", 0.5);
    if (approximate !== "tanh") {
      return graph.node("Mul", [halved, plusOne(graph.node("Erf", [times(x, "root", Math.SQRT1_2)]))]);
    }
    const bent = plusOne(times(graph.node("Mul", [x, x]), "cubic", 0.044715));
    const inner = times(graph.node("Mul", [x, bent]), "root", 0.7978845608028654);
    return graph.node("Mul", [halved, plusOne(graph.node("Tanh", [inner]))]);
  },
  torch: ({ options: { approximate = "none" } }) =>
    moduleText("GELU", [], { approximate: [String(approximate), "none"] }),
};

export const silu: LayerForm = {
  rows: "kept",
  onnx: (_, x, graph) => graph.node("Mul", [x, graph.node("Sigmoid", [x])]),
  torch: () => moduleText("SiLU", []),
};

/** ONNX has an operator for it from opset 18 on. */
export const mish: LayerForm = {
  rows: "kept",
  onnx: (_, x, graph) => graph.node("Mul", [x, graph.node("Tanh", [graph.node("Softplus", [x])])]),
  torch: () => moduleText("Mish", []),
};

/** ONNX's operator has neither option. */
export const softplus: LayerForm = {
  rows: "kept",
  onnx({ options: { beta = 1, threshold = 20 } }, x, graph) {
    const [width, limit] = [scalar(graph, "beta", Number(beta)), scalar(graph, "threshold", Number(threshold))];
    const inner = graph.node("Mul", [x, width]);
    const value = graph.node("Div", [graph.node("Softplus", [inner]), width]);
    return graph.node("Where", [graph.node("Greater", [inner, limit]), x, value]);
  },
  torch: ({ options: { beta = 1, threshold = 20 } }) =>
    moduleText("Softplus", [], { beta: [Number(beta), 1], threshold: [Number(threshold), 20] }),
};

/** Over the channels, which both count as axis 1. */
export const softmax: LayerForm = {
  rows: "kept",
  onnx: (_, x, graph) => graph.node("Softmax", [x], { axis: 1 }),
  torch: () => moduleText("Softmax", [], { dim: [1, -1] }),
};
