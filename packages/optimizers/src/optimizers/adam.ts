import type { FromSchema } from "json-schema-to-ts";
import { adamHints, adamProperties, buildAdam } from "../adam_update.ts";
import type { OptimizerDefinition } from "../contract.ts";

const schema = {
  type: "object",
  description:
    "Divides a running mean of each weight's gradient by the running root mean square of it (torch.optim.Adam).",
  examples: [{ lr: 0.001 }],
  additionalProperties: false,
  properties: {
    ...adamProperties,
    weight_decay: {
      type: "number",
      minimum: 0,
      default: 0,
      description: "L2 penalty, added to the gradient; adamw decays the parameter itself.",
    },
  },
} as const;
type Options = FromSchema<typeof schema>;

/** Adam (Kingma and Ba 2015) as torch.optim.Adam: running means of g and g², both corrected for their start at 0. */
export const adam = {
  schema,
  hints: adamHints,
  build: (options: Options) => buildAdam(options, false),
} as const satisfies OptimizerDefinition<Options>;
