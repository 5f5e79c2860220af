import { sizeOf, type Tensor } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { BuiltOptimizer, OptimizerDefinition } from "../contract.ts";
import { groupsProperty } from "../groups.ts";
import { lrAlone } from "../lr_alone.ts";
import { commonHints, l2Property, momentumProperty } from "../update_properties.ts";

const schema = {
  type: "object",
  description: "Divides the step of each weight by a running root mean square of its gradient (torch.optim.RMSprop).",
  examples: [{ lr: 0.001, momentum: 0.9 }],
  additionalProperties: false,
  properties: {
    lr: { type: "number", exclusiveMinimum: 0, default: 1e-2, description: "Learning rate." },
    alpha: {
      type: "number",
      minimum: 0,
      maximum: 0.9999999, // the kernel's f32 must stay below 1, too
      default: 0.99,
      description: "How slowly the running mean of the squared gradient forgets.",
    },
    // The kernel sets second moments below 1e-30 to zero. With alpha up to 0.999999 a step is no longer than lr all the same.
    eps: { type: "number", minimum: 1e-12, default: 1e-8, description: "Added to the denominator." },
    ...momentumProperty,
    centered: {
      type: "boolean",
      default: false,
      description: "Divide by the gradient's deviation: its mean is taken out of the square.",
    },
    ...l2Property,
    ...groupsProperty,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * RMSprop (Hinton 2012; centered as Graves 2013) as torch.optim.RMSprop:
 *   g ← g + weight_decay p;   v ← alpha v + (1 − alpha) g²;   m ← alpha m + (1 − alpha) g  (centered; else m = 0);
 *   u = g / (√(v − m²) + eps);   buf ← momentum buf + u;   p ← p − lr buf
 */
export const rmsprop = {
  schema,
  aliases: ["rms_prop"],
  hints: {
    ...commonHints,
    rho: "alpha",
    decay: "alpha",
    beta: "alpha",
    epsilon: "eps",
  },

  build: ({ alpha, eps, momentum, centered, weight_decay }: Options): BuiltOptimizer => ({
    state: ["square", ...(centered ? ["mean"] : []), ...(momentum > 0 ? ["momentum_buffer"] : [])],
    ...lrAlone,
    emit: (emitter, { value, gradient, state, scalars, guard }) =>
      emitter.emit("rmsprop", {
        value,
        gradient,
        square: state.square as Tensor,
        mean: state.mean,
        momentum_buffer: state.momentum_buffer,
        scalars,
        guard,
        size: sizeOf(value.shape),
        alpha,
        eps,
        momentum,
        weight_decay,
      }),
  }),
} as const satisfies OptimizerDefinition<Options>;
