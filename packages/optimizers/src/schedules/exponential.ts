import { pow } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { Horizon, ScheduleDefinition } from "../contract.ts";
import { warmUp, warmupHints, warmupProperties } from "../warmup.ts";

const schema = {
  type: "object",
  description: "Multiplies the rate by gamma after each epoch, or smoothly (torch.optim.lr_scheduler.ExponentialLR).",
  examples: [{ gamma: 0.9 }, { gamma: 0.9, staircase: false }],
  required: ["gamma"],
  additionalProperties: false,
  properties: {
    gamma: { type: "number", exclusiveMinimum: 0, description: "What each epoch multiplies the rate by." },
    staircase: {
      type: "boolean",
      default: true,
      description:
        "Change after each epoch; otherwise a little after each step, to the same rates at the ends of epochs.",
    },
    ...warmupProperties,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * lr(step) = lr · gamma^e with e = ⌊epoch⌋, as torch.optim.lr_scheduler.ExponentialLR stepped after each epoch, or, without
 * staircase, e = step / stepsPerEpoch. Both count from the start of the training.
 */
export const exponential = {
  schema,
  aliases: ["exp", "exponential_lr", "exponentiallr", "exponential_decay"],
  hints: { ...warmupHints, factor: "gamma", decay: "gamma", decay_rate: "gamma", rate: "gamma" },

  build(options: Options, horizon: Horizon) {
    const { gamma, staircase } = options;
    return warmUp("optimizers/exponential", options, horizon, (step) => {
      const epoch = step / horizon.stepsPerEpoch;
      return horizon.baseLr * pow(gamma, staircase ? Math.floor(epoch) : epoch);
    });
  },
} as const satisfies ScheduleDefinition<Options>;
