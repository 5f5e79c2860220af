import { sizeOf, type Tensor } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { BuiltOptimizer, OptimizerDefinition } from "../contract.ts";
import { groupsProperty } from "../groups.ts";
import { lrAlone } from "../lr_alone.ts";
import { l2Property } from "../update_properties.ts";

const schema = {
  type: "object",
  description:
    "Divides the step of each weight by the root of the sum of its squared gradients so far (torch.optim.Adagrad).",
  examples: [{ lr: 0.01 }],
  additionalProperties: false,
  properties: {
    lr: { type: "number", exclusiveMinimum: 0, default: 1e-2, description: "Learning rate." },
    eps: { type: "number", minimum: 1e-15, default: 1e-10, description: "Added to the denominator." },
    ...l2Property,
    ...groupsProperty,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Adagrad (Duchi, Hazan and Singer 2011) as torch.optim.Adagrad without lr_decay:
 *   g ← g + weight_decay p;   s ← s + g²;   p ← p − lr g / (√s + eps)
 */
export const adagrad = {
  schema,
  aliases: ["ada_grad"],
  hints: { learning_rate: "lr", learningRate: "lr", epsilon: "eps", l2: "weight_decay" },

  build: ({ eps, weight_decay }: Options): BuiltOptimizer => ({
    state: ["sum"],
    ...lrAlone,
    emit(emitter, { value, gradient, state, scalars, guard }) {
      const { sum } = state as { sum: Tensor };
      emitter.emit("adagrad", { value, gradient, sum, scalars, guard, size: sizeOf(value.shape), eps, weight_decay });
    },
  }),
} as const satisfies OptimizerDefinition<Options>;
