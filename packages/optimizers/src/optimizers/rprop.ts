import { InputError, sizeOf, type Tensor } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { BuiltOptimizer, OptimizerDefinition } from "../contract.ts";
import { groupsProperty } from "../groups.ts";
import { commonHints, l2Property } from "../update_properties.ts";

const schema = {
  type: "object",
  description:
    "Follows the sign of the gradient, with a step size for each weight that grows while the sign stays (torch.optim.Rprop). For batch_size: full.",
  examples: [{ lr: 0.01 }],
  additionalProperties: false,
  properties: {
    lr: { type: "number", exclusiveMinimum: 0, default: 1e-2, description: "The first step size of every parameter." },
    etas: {
      type: "array",
      items: { type: "number", exclusiveMinimum: 0 },
      minItems: 2,
      maxItems: 2,
      default: [0.5, 1.2],
      description:
        "Factors on a step size: below 1 where the gradient has changed its sign, above 1 where it has kept it.",
    },
    step_sizes: {
      type: "array",
      items: { type: "number", exclusiveMinimum: 0 },
      minItems: 2,
      maxItems: 2,
      default: [1e-6, 50],
      description: "The least and the largest step size.",
    },
    ...l2Property,
    ...groupsProperty,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Rprop (Riedmiller and Braun 1993) as torch.optim.Rprop; made for `batch_size: full`, as it trusts every gradient's sign.
 *   g ← g + weight_decay p;   s ← etas[1] s where the sign of g is that of the step before, etas[0] s and g ← 0 where it is the
 *   other one, within step_sizes (s = lr at first);   p ← p − s sign(g)
 * PyTorch reads lr once, and a scheduler then changes nothing. Here a schedule and a group's lr_factor scale every step: they
 * multiply s where it is taken from p.
 */
export const rprop = {
  schema,
  aliases: ["resilient_backpropagation", "r_prop"],
  hints: { ...commonHints, step_size: "step_sizes", eta: "etas" },

  build({ lr: first, etas, step_sizes, weight_decay }: Options): BuiltOptimizer {
    // The schema asks for exactly two.
    const [eta_minus, eta_plus] = etas as unknown as [number, number];
    const [least, most] = step_sizes as unknown as [number, number];
    const fail = (rule: string, key: string) => new InputError("optimizers/rprop", rule, [key]);
    if (eta_minus >= 1 || eta_plus <= 1) {
      throw fail(`etas must be a number below 1 and one above 1, got [${eta_minus}, ${eta_plus}]`, "etas");
    }
    if (least > most) throw fail(`step_sizes must be the least and the largest, got [${least}, ${most}]`, "step_sizes");
    return {
      state: ["previous", "step_size"],
      scalarCount: 2,
      scalars(_step, lr, to) {
        to[0] = lr / first;
        to[1] = first;
      },
      emit(emitter, { value, gradient, state, scalars, guard }) {
        const { previous, step_size } = state as { previous: Tensor; step_size: Tensor };
        const numbers = { size: sizeOf(value.shape), eta_minus, eta_plus, least, most, weight_decay };
        emitter.emit("rprop", { value, gradient, previous, step_size, scalars, guard, ...numbers });
      },
    };
  },
} as const satisfies OptimizerDefinition<Options>;
