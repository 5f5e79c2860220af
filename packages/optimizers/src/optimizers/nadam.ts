import { pow, sizeOf, type Tensor } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import { adamEpsProperty, adamHints, betasOf, betasProperty } from "../adam_update.ts";
import type { BuiltOptimizer, OptimizerDefinition } from "../contract.ts";
import { groupsProperty } from "../groups.ts";
import { decoupledProperty, l2Property } from "../update_properties.ts";

const schema = {
  type: "object",
  description: "Adam with Nesterov's momentum (torch.optim.NAdam).",
  examples: [{ lr: 0.002 }],
  additionalProperties: false,
  properties: {
    lr: { type: "number", exclusiveMinimum: 0, default: 2e-3, description: "Learning rate." },
    ...betasProperty,
    ...adamEpsProperty,
    momentum_decay: {
      type: "number",
      minimum: 0,
      default: 4e-3,
      description: "How fast the momentum grows from half of the first beta towards all of it.",
    },
    ...l2Property,
    ...decoupledProperty,
    ...groupsProperty,
  },
} as const;
type Options = FromSchema<typeof schema>;

/** A product below this is lost beside 1. */
const NEGLIGIBLE = 1e-20;

/** ∏ μ(i), i = 1 … t: asked for one step after the other, each costs one factor. */
function createProduct(mu: (t: number) => number): (t: number) => number {
  let known = 0;
  let product = 1;
  return (t) => {
    if (t < known) {
      known = 0;
      product = 1;
    }
    while (known < t && product > NEGLIGIBLE) product *= mu(++known);
    return product;
  };
}

/**
 * NAdam (Dozat 2016), Adam with Nesterov's momentum, as torch.optim.NAdam: m, v and weight decay as in adam, with t = step + 1,
 *   μₜ = β₁ (1 − ½ · 0.96^(t · momentum_decay)),   Πₜ = ∏ μᵢ for i = 1 … t;
 *   p ← p − lr ((1 − μₜ) / (1 − Πₜ) · g + μₜ₊₁ / (1 − Πₜ₊₁) · m) / (√v / √(1 − β₂ᵗ) + eps)
 */
export const nadam = {
  schema,
  hints: { ...adamHints, schedule_decay: "momentum_decay" },

  build(options: Options): BuiltOptimizer {
    const { eps, momentum_decay, weight_decay, decoupled_weight_decay } = options;
    const [beta1, beta2] = betasOf(options);
    const mu = (t: number): number => beta1 * (1 - 0.5 * pow(0.96, t * momentum_decay));
    const productTo = createProduct(mu);
    return {
      state: ["m", "v"],
      scalarCount: 4,
      scalars(step, lr, to) {
        const t = step + 1;
        const product = productTo(t);
        const next = mu(t + 1);
        to[0] = lr;
        to[1] = (lr * (1 - mu(t))) / (1 - product);
        to[2] = (lr * next) / (1 - product * next);
        to[3] = Math.sqrt(1 - pow(beta2, t));
      },
      emit(emitter, { value, gradient, state, scalars, guard }) {
        const { m, v } = state as { m: Tensor; v: Tensor };
        const numbers = { size: sizeOf(value.shape), beta1, beta2, eps, weight_decay };
        const decoupled = decoupled_weight_decay ? 1 : 0;
        emitter.emit("nadam", { value, gradient, m, v, scalars, guard, ...numbers, decoupled });
      },
    };
  },
} as const satisfies OptimizerDefinition<Options>;
