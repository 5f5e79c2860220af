import { pow } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import { lengthHints, lengthProperty, stepsAfterWarmup } from "../after_warmup.ts";
import type { Horizon, ScheduleDefinition } from "../contract.ts";
import { warmUp, warmupHints, warmupProperties } from "../warmup.ts";

const schema = {
  type: "object",
  description: "Down to zero as a power of the time that is left (torch.optim.lr_scheduler.PolynomialLR).",
  examples: [{}, { power: 2 }],
  additionalProperties: false,
  properties: {
    ...lengthProperty,
    power: { type: "number", exclusiveMinimum: 0, default: 1, description: "Its degree: 1 is a straight line." },
    ...warmupProperties,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Down to zero, as torch.optim.lr_scheduler.PolynomialLR stepped after every step. With n steps since the end of the warm-up
 * and T = total_iters · stepsPerEpoch, lr(step) = lr · (1 − n / T)^power, and 0 from T on. The last step of the training is
 * n = T − 1 unless total_iters says otherwise.
 */
export const polynomial = {
  schema,
  aliases: ["poly", "polynomial_lr", "polynomiallr", "polynomial_decay"],
  hints: { ...warmupHints, ...lengthHints, degree: "power" },

  build(options: Options, horizon: Horizon) {
    const { since, length } = stepsAfterWarmup(options, horizon);
    return warmUp("optimizers/polynomial", options, horizon, (step) => {
      const n = since(step);
      if (n === 0) return horizon.baseLr;
      return n < length ? horizon.baseLr * pow(1 - n / length, options.power) : 0;
    });
  },
} as const satisfies ScheduleDefinition<Options>;
