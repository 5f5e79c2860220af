import { sizeOf, type Tensor } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { BuiltOptimizer, OptimizerDefinition } from "../contract.ts";
import { groupsProperty } from "../groups.ts";
import { commonHints, l2Property } from "../update_properties.ts";

const schema = {
  type: "object",
  description:
    "Divides the step of each weight by the root of the sum of its squared gradients so far (torch.optim.Adagrad).",
  examples: [{ lr: 0.01 }],
  additionalProperties: false,
  properties: {
    lr: { type: "number", exclusiveMinimum: 0, default: 1e-2, description: "Learning rate." },
    lr_decay: {
      type: "number",
      minimum: 0,
      default: 0,
      description: "The rate of update t, from 0, is divided by 1 + t · lr_decay.",
    },
    initial_accumulator_value: {
      type: "number",
      minimum: 0,
      default: 0,
      description: "What the sum of squared gradients begins with.",
    },
    eps: { type: "number", minimum: 1e-15, default: 1e-10, description: "Added to the denominator." },
    ...l2Property,
    ...groupsProperty,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Adagrad (Duchi, Hazan and Singer 2011) as torch.optim.Adagrad, with t = step:
 *   g ← g + weight_decay p;   s ← s + g²  (initial_accumulator_value at first);
 *   p ← p − lr / (1 + t lr_decay) · g / (√s + eps)
 */
export const adagrad = {
  schema,
  aliases: ["ada_grad"],
  hints: {
    ...commonHints,
    epsilon: "eps",
    decay: "lr_decay",
    initial_accumulator: "initial_accumulator_value",
  },

  build: ({ lr_decay, initial_accumulator_value, eps, weight_decay }: Options): BuiltOptimizer => ({
    state: ["sum"], // without its initial value: a state begins with zeros
    scalarCount: 1,
    scalars(step, lr, to) {
      to[0] = lr / (1 + step * lr_decay);
    },
    emit(emitter, { value, gradient, state, scalars, guard }) {
      const { sum } = state as { sum: Tensor };
      const size = sizeOf(value.shape);
      const numbers = { size, initial: initial_accumulator_value, eps, weight_decay };
      emitter.emit("adagrad", { value, gradient, sum, scalars, guard, ...numbers });
    },
  }),
} as const satisfies OptimizerDefinition<Options>;
