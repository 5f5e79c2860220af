import { type NamedTensor, piecesOf } from "./safetensors.ts";

/** A finished run's parameters and buffers. */
export const WEIGHTS_FILE = "model.safetensors";

/** What model.safetensors says of itself. */
export interface WeightsOf {
  /** `<experiment>/<run>` */
  readonly run: string;
  /** Hash of the resolved spec. */
  readonly spec: string;
  readonly numerics: "fused" | "strict";
}

/** The pieces of model.safetensors, byte for byte; the first is its header. */
export const weightPieces = ({ run, spec, numerics }: WeightsOf, tensors: readonly NamedTensor[]) =>
  piecesOf({ tensors, metadata: { format: "assay", run, spec, numerics, ...LAYOUT } });

/** How weights lie in model.safetensors: not as in PyTorch, whose are [out, in] and [out, in / groups, row, column]. */
const LAYOUT = {
  "layout.linear.weight": "[in, out]",
  "layout.conv2d.weight": "[kernel row, kernel column, in / groups, out]",
} as const;
