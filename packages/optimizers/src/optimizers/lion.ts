import { sizeOf, type Tensor } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import { betasHints, betasOf, betasProperty } from "../adam_update.ts";
import type { BuiltOptimizer, OptimizerDefinition } from "../contract.ts";
import { groupsProperty } from "../groups.ts";
import { lrAlone } from "../lr_alone.ts";
import { shrinkProperty } from "../update_properties.ts";

const schema = {
  type: "object",
  description:
    "Steps of one size along the sign of a running mean of the gradient (Chen et al. 2023). It takes a third to a tenth of adamw's lr.",
  examples: [{ lr: 0.0001, weight_decay: 0.1 }],
  additionalProperties: false,
  properties: {
    lr: {
      type: "number",
      exclusiveMinimum: 0,
      default: 1e-4,
      description: "What every parameter moves by in each step: a third to a tenth of adamw's learning rate.",
    },
    betas: {
      ...betasProperty.betas,
      default: [0.9, 0.99],
      description: "The momentum's share in the direction of a step, and how slowly the momentum forgets.",
    },
    ...shrinkProperty(0, ": three to ten times adamw's"),
    ...groupsProperty,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Lion (Chen et al. 2023, Symbolic Discovery of Optimization Algorithms), with the defaults of its authors' implementation:
 *   p ← p − lr weight_decay p − lr sign(β₁ m + (1 − β₁) g);   m ← β₂ m + (1 − β₂) g
 */
export const lion = {
  schema,
  aliases: ["evolved_sign_momentum"],
  hints: betasHints,

  build(options: Options): BuiltOptimizer {
    const { weight_decay } = options;
    const [beta1, beta2] = betasOf(options);
    return {
      state: ["m"],
      ...lrAlone,
      emit(emitter, { value, gradient, state, scalars, guard }) {
        const { m } = state as { m: Tensor };
        const numbers = { size: sizeOf(value.shape), beta1, beta2, weight_decay };
        emitter.emit("lion", { value, gradient, m, scalars, guard, ...numbers });
      },
    };
  },
} as const satisfies OptimizerDefinition<Options>;
