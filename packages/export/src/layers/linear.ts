import type { LayerForm, NamedTensor, RowOrder } from "../contract.ts";
import { moduleText } from "../python-text.ts";

/** y = x W + b with Assay's W [in, out]; PyTorch and ONNX's Gemm (transB) have Wᵀ [out, in], its columns in their row order. */
export const linear: LayerForm = {
  rows: "absorbed",
  tensors: ({ tensors: { weight, bias }, order }) => ({
    weight: transposed(weight as NamedTensor, order),
    ...(bias && { bias }),
  }),
  onnx: ({ tensors }, x, graph) =>
    graph.node("Gemm", [x, graph.tensor("weight"), ...(tensors.bias ? [graph.tensor("bias")] : [])], { transB: 1 }),
  torch: ({ input: [inputs = 0], output: [outputs = 0], tensors: { bias } }) =>
    moduleText("Linear", [inputs, outputs], { bias: [bias !== undefined, true] }),
};

function transposed({ shape, values }: NamedTensor, order: RowOrder | undefined) {
  const [inputs = 0, outputs = 0] = shape;
  const result = new Float32Array(values.length);
  for (let i = 0; i < inputs; i++) {
    const row = (order?.[i] ?? i) * outputs;
    for (let o = 0; o < outputs; o++) result[o * inputs + i] = values[row + o] as number;
  }
  return { shape: [outputs, inputs], values: result };
}
