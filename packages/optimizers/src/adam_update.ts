import { pow, sizeOf, type Tensor } from "@assay/kernels";
import type { BuiltOptimizer } from "./contract.ts";
import { groupsProperty } from "./groups.ts";
import { commonHints } from "./update_properties.ts";

export const betasProperty = {
  betas: {
    type: "array",
    // The kernel's f32 must stay below 1, too.
    items: { type: "number", minimum: 0, maximum: 0.9999999 },
    minItems: 2,
    maxItems: 2,
    default: [0.9, 0.999],
    description: "How slowly the running means of the gradient and of its square forget.",
  },
} as const;

/** The two of them: the schema asks for exactly two. */
export const betasOf = ({ betas }: { readonly betas: readonly unknown[] }) => betas as readonly [number, number];

/**
 * The kernels set a second moment below 1e-30 to zero: that of gradients below 1e-15 / √(1 − β₂), which are then divided by
 * eps alone. With β₂ up to 0.999999 they are no larger than the least eps, and a step is no longer than lr.
 */
export const adamEpsProperty = {
  eps: { type: "number", minimum: 1e-12, default: 1e-8, description: "Added to the denominator." },
} as const;

/** The options that adam and adamw share, but for the default of weight_decay. */
export const adamProperties = {
  lr: { type: "number", exclusiveMinimum: 0, default: 1e-3, description: "Learning rate." },
  ...betasProperty,
  ...adamEpsProperty,
  amsgrad: {
    type: "boolean",
    default: false,
    description: "Divide by the largest second moment so far, so that no step size grows again.",
  },
  ...groupsProperty,
} as const;

/** Names of other libraries for the options of rules with two betas. */
export const betasHints = {
  ...commonHints,
  beta1: "betas",
  beta2: "betas",
  beta_1: "betas",
  beta_2: "betas",
  decay: "weight_decay",
} as const;

export const adamHints = { ...betasHints, epsilon: "eps" } as const;

export interface AdamOptions {
  readonly betas: readonly number[];
  readonly eps: number;
  readonly amsgrad: boolean;
  readonly weight_decay: number;
}

/**
 * The update of torch.optim.Adam, and of AdamW where `decoupled`, with t = step + 1:
 *   p ← p − lr weight_decay p  if decoupled, else  g ← g + weight_decay p;
 *   m ← β₁ m + (1 − β₁) g;   v ← β₂ v + (1 − β₂) g²;
 *   p ← p − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + eps), in whose denominator the largest v so far stands with amsgrad
 *   (Reddi, Kale and Kumar 2018).
 */
export function buildAdam(options: AdamOptions, decoupled: boolean): BuiltOptimizer {
  const { eps, amsgrad, weight_decay } = options;
  const [beta1, beta2] = betasOf(options);
  return {
    state: ["m", "v", ...(amsgrad ? ["max_v"] : [])],
    scalarCount: 3,
    scalars(step, lr, to) {
      to[0] = lr;
      to[1] = lr / (1 - pow(beta1, step + 1));
      to[2] = Math.sqrt(1 - pow(beta2, step + 1));
    },
    emit: (emitter, { value, gradient, state, scalars, guard }) => {
      const { m, v, max_v } = state as { m: Tensor; v: Tensor; max_v?: Tensor };
      const numbers = { size: sizeOf(value.shape), beta1, beta2, eps, weight_decay, decoupled: decoupled ? 1 : 0 };
      emitter.emit("adam", { value, gradient, m, v, max_v, scalars, guard, ...numbers });
    },
  };
}
