import { pow, sizeOf, type Tensor } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import { adamHints, betasOf, betasProperty } from "../adam_update.ts";
import type { BuiltOptimizer, OptimizerDefinition } from "../contract.ts";
import { groupsProperty } from "../groups.ts";
import { l2Property } from "../update_properties.ts";

const schema = {
  type: "object",
  description:
    "Adam with a running maximum of the gradient's size instead of its root mean square (torch.optim.Adamax).",
  examples: [{ lr: 0.002 }],
  additionalProperties: false,
  properties: {
    lr: { type: "number", exclusiveMinimum: 0, default: 2e-3, description: "Learning rate." },
    ...betasProperty,
    eps: { type: "number", minimum: 1e-15, default: 1e-8, description: "Added to the size of each gradient." },
    ...l2Property,
    ...groupsProperty,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Adamax (Kingma and Ba 2015), Adam with the maximum norm, as torch.optim.Adamax, with t = step + 1:
 *   g ← g + weight_decay p;   m ← β₁ m + (1 − β₁) g;   u ← max(β₂ u, |g| + eps);   p ← p − lr / (1 − β₁ᵗ) · m / u
 */
export const adamax = {
  schema,
  aliases: ["ada_max"],
  hints: adamHints,

  build(options: Options): BuiltOptimizer {
    const { eps, weight_decay } = options;
    const [beta1, beta2] = betasOf(options);
    return {
      state: ["m", "u"],
      scalarCount: 1,
      scalars(step, lr, to) {
        to[0] = lr / (1 - pow(beta1, step + 1));
      },
      emit(emitter, { value, gradient, state, scalars, guard }) {
        const { m, u } = state as { m: Tensor; u: Tensor };
        const numbers = { size: sizeOf(value.shape), beta1, beta2, eps, weight_decay };
        emitter.emit("adamax", { value, gradient, m, u, scalars, guard, ...numbers });
      },
    };
  },
} as const satisfies OptimizerDefinition<Options>;
