import type { FromSchema } from "json-schema-to-ts";
import type { Horizon, ScheduleDefinition } from "../contract.ts";
import { warmUp, warmupHints, warmupProperties } from "../warmup.ts";

const schema = {
  type: "object",
  description: "The optimizer's lr in every step, after the warm-up.",
  examples: [{ warmup_epochs: 1 }],
  additionalProperties: false,
  properties: { ...warmupProperties },
} as const;
type Options = FromSchema<typeof schema>;

export const constant = {
  schema,
  hints: warmupHints,
  build: (options: Options, horizon: Horizon) => warmUp("optimizers/constant", options, horizon, () => horizon.baseLr),
} as const satisfies ScheduleDefinition<Options>;
