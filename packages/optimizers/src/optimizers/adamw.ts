import type { FromSchema } from "json-schema-to-ts";
import { adamHints, adamProperties, buildAdam } from "../adam_update.ts";
import type { OptimizerDefinition } from "../contract.ts";
import { shrinkProperty } from "../update_properties.ts";

const schema = {
  type: "object",
  description: "Adam with a weight decay that does not pass through the gradient (torch.optim.AdamW).",
  examples: [{ lr: 0.001, weight_decay: 0.05 }],
  additionalProperties: false,
  properties: {
    ...adamProperties,
    ...shrinkProperty(1e-2),
  },
} as const;
type Options = FromSchema<typeof schema>;

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019) as torch.optim.AdamW. */
export const adamw = {
  schema,
  hints: adamHints,
  build: (options: Options) => buildAdam(options, true),
} as const satisfies OptimizerDefinition<Options>;
