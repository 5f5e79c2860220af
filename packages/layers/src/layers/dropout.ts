import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { masked, maskHints, maskSchema } from "./mask.ts";

const schema = maskSchema(
  "In training sets random elements to zero and divides the others by 1 − p; in evaluation passes its input on (torch.nn.Dropout).",
  "elements",
);

/**
 * In training each element is zero with probability p and x / (1 − p) otherwise; in evaluation y = x (torch.nn.Dropout).
 * With p = 1 every element is zero, and so is every gradient. The mask of a step is a function of (seed, layer, step, sample,
 * element).
 */
export const dropout = {
  schema,
  hints: maskHints,
  build: ({ p = 0.5 }, context) => masked("dropout", p, context),
} as const satisfies LayerDefinition<FromSchema<typeof schema>>;
