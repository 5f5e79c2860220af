import { type Emitter, InputError, runsOf, sizeOf, type Tensor } from "@assay/kernels";

/** Limits a gradient: its norm, or each of its elements. */
export type Clip = { readonly norm: number } | { readonly value: number };

/** @throws InputError unless exactly one limit is given */
export function clipOf({ norm, value }: { readonly norm?: number; readonly value?: number }): Clip {
  if (norm !== undefined && value === undefined) return { norm };
  if (value !== undefined && norm === undefined) return { value };
  throw new InputError("optimizers/gradient_clip", `must have norm or value, not both, got ${norm} and ${value}`);
}

/**
 * Emits the clipping of a whole block of gradients, in place.
 * norm: g ← g · min(1, norm / (‖g‖ + 1e-6)), the norm over all parameters (torch.nn.utils.clip_grad_norm_);
 * value: each element into [−value, value] (torch.nn.utils.clip_grad_value_).
 */
export function emitClip(emitter: Emitter, gradient: Tensor, clip: Clip): void {
  const size = sizeOf(gradient.shape);
  if ("value" in clip) {
    emitter.emit("clamp", { x: gradient, size, limit: clip.value });
    return;
  }
  const within = emitter.within("clip:");
  const count = runsOf({ size });
  const sums = within.workspace("squares", [count], "f64");
  const factor = within.workspace("factor", [1]);
  emitter.emit("square_sums", { x: gradient, sums, size });
  emitter.emit("clip_factor", { sums, factor, count, max_norm: clip.norm });
  emitter.emit("scale_by", { x: gradient, factor, size });
}
