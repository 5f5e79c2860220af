import { InputError, sizeOf, view } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { BuiltOptimizer, OptimizerDefinition } from "../contract.ts";
import { groupsProperty } from "../groups.ts";
import { lrAlone } from "../lr_alone.ts";
import { commonHints, l2Property, momentumProperty } from "../update_properties.ts";

const schema = {
  type: "object",
  description: "Stochastic gradient descent, plain or with momentum (torch.optim.SGD).",
  examples: [{ lr: 0.01, momentum: 0.9 }],
  required: ["lr"],
  additionalProperties: false,
  properties: {
    lr: { type: "number", exclusiveMinimum: 0, description: "Learning rate." },
    ...momentumProperty,
    dampening: {
      type: "number",
      minimum: 0,
      maximum: 1,
      default: 0,
      description: "What each step takes off the gradient that the momentum is given; the first one takes nothing.",
    },
    nesterov: {
      type: "boolean",
      default: false,
      description: "Nesterov's momentum: the step looks ahead along the momentum it has just updated.",
    },
    ...l2Property,
    ...groupsProperty,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Stochastic gradient descent as torch.optim.SGD, in this order:
 *   g ← g + weight_decay p;   buf ← momentum buf + (1 − dampening) g  (buf = g at first);
 *   g ← g + momentum buf with nesterov, else buf;   p ← p − lr g
 */
export const sgd = {
  schema,
  aliases: ["momentum"],
  hints: {
    ...commonHints,
    eta: "lr",
    beta: "momentum",
    decay: "weight_decay",
  },

  build({ momentum, dampening, nesterov, weight_decay }: Options): BuiltOptimizer {
    const fail = (rule: string, key: string) => new InputError("optimizers/sgd", rule, [key]);
    if (nesterov && momentum === 0) throw fail("nesterov needs a momentum above 0, got 0", "nesterov");
    if (nesterov && dampening > 0) throw fail(`nesterov needs dampening 0, got ${dampening}`, "dampening");
    if (dampening > 0 && momentum === 0) throw fail("dampening needs a momentum above 0, got 0", "dampening");
    const dampened = {
      scalarCount: 2,
      scalars(step: number, lr: number, to: Float32Array): void {
        to[0] = lr;
        to[1] = step === 0 ? 1 : 1 - dampening;
      },
    };
    return {
      // Without momentum no buffer: it would hold a copy of the gradient.
      state: momentum > 0 ? ["momentum_buffer"] : [],
      ...(dampening > 0 ? dampened : lrAlone),
      emit: (emitter, { value, gradient, state, scalars, guard }) =>
        emitter.emit("sgd", {
          value,
          gradient,
          momentum_buffer: state.momentum_buffer,
          scalars,
          share: dampening > 0 ? view(scalars, [1], 1) : undefined,
          guard,
          size: sizeOf(value.shape),
          momentum,
          weight_decay,
          nesterov: nesterov ? 1 : 0,
        }),
    };
  },
} as const satisfies OptimizerDefinition<Options>;
