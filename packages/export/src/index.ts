export type * from "./contract.ts";
export { type Exported, exportName, exportRun, type Format } from "./export-run.ts";
export { toOnnx } from "./onnx/onnx.ts";
export { readModel } from "./read-model.ts";
export { toTensorboard } from "./tensorboard/events.ts";
export { pythonText } from "./torch/python.ts";
export { toSafetensors } from "./torch/safetensors.ts";
export { toTorch } from "./torch/torch.ts";
