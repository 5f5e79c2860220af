import { InputError, sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { BuiltOptimizer, OptimizerDefinition } from "../contract.ts";
import { groupsProperty } from "../groups.ts";
import { lrAlone } from "../lr_alone.ts";
import { l2Property, momentumProperty } from "../update_properties.ts";

const schema = {
  type: "object",
  description: "Stochastic gradient descent, plain or with momentum (torch.optim.SGD).",
  examples: [{ lr: 0.01, momentum: 0.9 }],
  required: ["lr"],
  additionalProperties: false,
  properties: {
    lr: { type: "number", exclusiveMinimum: 0, description: "Learning rate." },
    ...momentumProperty,
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
 * Stochastic gradient descent as torch.optim.SGD with dampening 0, in this order:
 *   g ← g + weight_decay p;   buf ← momentum buf + g  (buf = 0 at first);
 *   g ← g + momentum buf with nesterov, else buf;   p ← p − lr g
 */
export const sgd = {
  schema,
  aliases: ["momentum"],
  hints: {
    learning_rate: "lr",
    learningRate: "lr",
    eta: "lr",
    beta: "momentum",
    decay: "weight_decay",
    l2: "weight_decay",
  },

  build({ momentum, nesterov, weight_decay }: Options): BuiltOptimizer {
    if (nesterov && momentum === 0) {
      throw new InputError("optimizers/sgd", "nesterov needs a momentum above 0, got 0", ["nesterov"]);
    }
    return {
      // Without momentum no buffer: it would hold a copy of the gradient.
      state: momentum > 0 ? ["momentum_buffer"] : [],
      ...lrAlone,
      emit: (emitter, { value, gradient, state, scalars, guard }) =>
        emitter.emit("sgd", {
          value,
          gradient,
          momentum_buffer: state.momentum_buffer,
          scalars,
          guard,
          size: sizeOf(value.shape),
          momentum,
          weight_decay,
          nesterov: nesterov ? 1 : 0,
        }),
    };
  },
} as const satisfies OptimizerDefinition<Options>;
