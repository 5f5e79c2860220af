import { type Emitter, sizeOf, type Tensor } from "@assay/kernels";
import type { AugmentTensors, Target } from "./contract.ts";

/** The option of augmentations that draw `share`, a part of the description. */
export const alphaProperty = (share: string) =>
  ({
    alpha: {
      type: "number",
      exclusiveMinimum: 0,
      maximum: 1000,
      default: 1,
      description: `${share} is drawn from Beta(alpha, alpha): near 0 or 1 where alpha is small, any where it is 1.`,
    },
  }) as const;

/** Emits a share drawn from Beta(alpha, alpha), one for the batch: f32[1]. */
export function drawShare(emitter: Emitter, { key, step }: AugmentTensors, alpha: number): Tensor {
  const lambda = emitter.workspace("lambda", [1]);
  emitter.emit("beta_draw", { key, step, lambda, alpha });
  return lambda;
}

/** Emits rows mixed with those before them in the batch, the first with the last: λ of a row's own, 1 − λ of the other. */
export function mixRows(emitter: Emitter, x: Tensor, lambda: Tensor): Tensor {
  const [count = 1, ...shape] = x.shape;
  const y = emitter.tensor("mixed", shape);
  emitter.emit("mix_rows", { x, y, lambda, size: sizeOf(shape), count });
  return y;
}

/** Emits targets mixed likewise; classes as rows of shares, f32 [batch, classes]. */
export function mixTargets(emitter: Emitter, targets: Tensor, target: Target, lambda: Tensor): Tensor {
  if (targets.dtype !== "i32" || target.kind !== "class") return mixRows(emitter, targets, lambda);
  const { classes } = target;
  const shares = emitter.tensor("shares", [classes]);
  emitter.emit("one_hot", { labels: targets, y: shares, classes, ignore: -1 });
  return mixRows(emitter.within("targets:"), shares, lambda);
}
