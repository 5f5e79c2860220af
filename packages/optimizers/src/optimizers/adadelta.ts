import { sizeOf, type Tensor } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { BuiltOptimizer, OptimizerDefinition } from "../contract.ts";
import { groupsProperty } from "../groups.ts";
import { lrAlone } from "../lr_alone.ts";
import { commonHints, l2Property } from "../update_properties.ts";

const schema = {
  type: "object",
  description:
    "Scales the gradient by the running size of the updates over that of the gradients, so that it does well with the default lr of 1 (torch.optim.Adadelta).",
  examples: [{ lr: 1 }],
  additionalProperties: false,
  properties: {
    lr: {
      type: "number",
      exclusiveMinimum: 0,
      default: 1,
      description: "Factor on the step, which has a unit of its own.",
    },
    rho: {
      type: "number",
      minimum: 0,
      maximum: 0.9999999, // the kernel's f32 must stay below 1, too
      default: 0.9,
      description: "How slowly the running means of the squared gradient and of the squared step forget.",
    },
    eps: { type: "number", minimum: 1e-20, default: 1e-6, description: "Added to both means under the root." },
    ...l2Property,
    ...groupsProperty,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Adadelta (Zeiler 2012) as torch.optim.Adadelta:
 *   g ← g + weight_decay p;   s ← rho s + (1 − rho) g²;   u = √(d + eps) / √(s + eps) · g;
 *   d ← rho d + (1 − rho) u²;   p ← p − lr u
 */
export const adadelta = {
  schema,
  aliases: ["ada_delta"],
  hints: { ...commonHints, decay: "rho", alpha: "rho", epsilon: "eps" },

  build: ({ rho, eps, weight_decay }: Options): BuiltOptimizer => ({
    state: ["square", "delta"],
    ...lrAlone,
    emit(emitter, { value, gradient, state, scalars, guard }) {
      const { square, delta } = state as { square: Tensor; delta: Tensor };
      const numbers = { size: sizeOf(value.shape), rho, eps, weight_decay };
      emitter.emit("adadelta", { value, gradient, square, delta, scalars, guard, ...numbers });
    },
  }),
} as const satisfies OptimizerDefinition<Options>;
