import { pow, sizeOf, type Tensor } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import { adamEpsProperty, adamHints, betasOf, betasProperty } from "../adam_update.ts";
import type { BuiltOptimizer, OptimizerDefinition } from "../contract.ts";
import { groupsProperty } from "../groups.ts";
import { decoupledProperty, l2Property } from "../update_properties.ts";

const schema = {
  type: "object",
  description:
    "Adam that divides by the root mean square only once it is known well enough: a warm-up of its own (torch.optim.RAdam).",
  examples: [{ lr: 0.001 }],
  additionalProperties: false,
  properties: {
    lr: { type: "number", exclusiveMinimum: 0, default: 1e-3, description: "Learning rate." },
    ...betasProperty,
    ...adamEpsProperty,
    ...l2Property,
    ...decoupledProperty,
    ...groupsProperty,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * RAdam (Liu et al. 2020) as torch.optim.RAdam: m, v and weight decay as in adam. It divides by the second moment only once
 * that is known well enough. With t = step + 1, ρ∞ = 2 / (1 − β₂) − 1 and ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ),
 *   p ← p − lr / (1 − β₁ᵗ) · m · r √(1 − β₂ᵗ) / (√v + eps)  where ρ > 5, else without the last factor;
 *   r² = (ρ − 4) (ρ − 2) ρ∞ / ((ρ∞ − 4) (ρ∞ − 2) ρ)
 */
export const radam = {
  schema,
  aliases: ["rectified_adam", "rectifiedadam"],
  hints: adamHints,

  build(options: Options): BuiltOptimizer {
    const { eps, weight_decay, decoupled_weight_decay } = options;
    const [beta1, beta2] = betasOf(options);
    const limit = 2 / (1 - beta2) - 1;
    return {
      state: ["m", "v"],
      scalarCount: 3,
      scalars(step, lr, to) {
        const t = step + 1;
        const forgotten = pow(beta2, t);
        const rate = lr / (1 - pow(beta1, t));
        const length = limit - (2 * t * forgotten) / (1 - forgotten);
        const isKnown = length > 5;
        const square = ((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length);
        to[0] = lr;
        to[1] = isKnown ? 0 : rate;
        to[2] = isKnown ? rate * Math.sqrt(square * (1 - forgotten)) : 0;
      },
      emit(emitter, { value, gradient, state, scalars, guard }) {
        const { m, v } = state as { m: Tensor; v: Tensor };
        const numbers = { size: sizeOf(value.shape), beta1, beta2, eps, weight_decay };
        const decoupled = decoupled_weight_decay ? 1 : 0;
        emitter.emit("radam", { value, gradient, m, v, scalars, guard, ...numbers, decoupled });
      },
    };
  },
} as const satisfies OptimizerDefinition<Options>;
