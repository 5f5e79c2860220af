import { pow, sizeOf, type Tensor } from "@assay/kernels";
import type { BuiltOptimizer } from "./contract.ts";
import { groupsProperty } from "./groups.ts";

/** The options that adam and adamw share, but for the default of weight_decay. */
export const adamProperties = {
  lr: { type: "number", exclusiveMinimum: 0, default: 1e-3, description: "Learning rate." },
  betas: {
    type: "array",
    // The kernel's f32 must stay below 1, too.
    items: { type: "number", minimum: 0, maximum: 0.9999999 },
    minItems: 2,
    maxItems: 2,
    default: [0.9, 0.999],
    description: "How slowly the running means of the gradient and of its square forget.",
  },
  // From here on the kernel, which sets second moments below 1e-30 to zero, moves by no more than about lr.
  eps: { type: "number", minimum: 1e-15, default: 1e-8, description: "Added to the denominator." },
  ...groupsProperty,
} as const;

export const adamHints = {
  learning_rate: "lr",
  learningRate: "lr",
  beta1: "betas",
  beta2: "betas",
  beta_1: "betas",
  beta_2: "betas",
  epsilon: "eps",
  decay: "weight_decay",
  l2: "weight_decay",
} as const;

export interface AdamOptions {
  readonly betas: readonly number[];
  readonly eps: number;
  readonly weight_decay: number;
}

/**
 * The update of torch.optim.Adam, and of AdamW where `decoupled`, with t = step + 1:
 *   p ← p − lr weight_decay p  if decoupled, else  g ← g + weight_decay p;
 *   m ← β₁ m + (1 − β₁) g;   v ← β₂ v + (1 − β₂) g²;
 *   p ← p − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + eps)
 */
export function buildAdam({ betas, eps, weight_decay }: AdamOptions, decoupled: boolean): BuiltOptimizer {
  // The schema asks for exactly two.
  const [beta1, beta2] = betas as [number, number];
  return {
    state: ["m", "v"],
    scalarCount: 3,
    scalars(step, lr, to) {
      to[0] = lr;
      to[1] = lr / (1 - pow(beta1, step + 1));
      to[2] = Math.sqrt(1 - pow(beta2, step + 1));
    },
    emit: (emitter, { value, gradient, state, scalars, guard }) => {
      const { m, v } = state as { m: Tensor; v: Tensor };
      emitter.emit("adam", {
        value,
        gradient,
        m,
        v,
        scalars,
        guard,
        size: sizeOf(value.shape),
        beta1,
        beta2,
        eps,
        weight_decay,
        decoupled: decoupled ? 1 : 0,
      });
    },
  };
}
