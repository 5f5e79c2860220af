import type { FromSchema } from "json-schema-to-ts";
import { lengthHints, lengthProperty, stepsAfterWarmup } from "../after_warmup.ts";
import type { Horizon, ScheduleDefinition } from "../contract.ts";
import { warmUp, warmupProperties } from "../warmup.ts";

const schema = {
  type: "object",
  description: "A straight line from one factor on the rate to another (torch.optim.lr_scheduler.LinearLR).",
  examples: [
    { start_factor: 1, end_factor: 0 },
    { start_factor: 1, end_factor: 0, warmup_epochs: 1 },
  ],
  additionalProperties: false,
  properties: {
    start_factor: {
      type: "number",
      exclusiveMinimum: 0,
      maximum: 1,
      default: 1 / 3,
      description: "The factor on the optimizer's lr at first.",
    },
    end_factor: { type: "number", minimum: 0, maximum: 1, default: 1, description: "The factor at the end." },
    ...lengthProperty,
    ...warmupProperties,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * A straight line, as torch.optim.lr_scheduler.LinearLR stepped after every step. With n steps since the end of the warm-up
 * and T = total_iters · stepsPerEpoch,
 *   lr(step) = lr · (start_factor + (end_factor − start_factor) · n / T), and lr · end_factor from T on.
 * PyTorch's defaults rise; down to zero over the training is { start_factor: 1, end_factor: 0 }.
 */
export const linear = {
  schema,
  aliases: ["linear_lr", "linearlr", "linear_decay"],
  hints: { ...lengthHints, warmup: "warmup_epochs", start: "start_factor", end: "end_factor" },

  build(options: Options, horizon: Horizon) {
    const { start_factor, end_factor } = options;
    const { since, length } = stepsAfterWarmup(options, horizon);
    return warmUp("optimizers/linear", options, horizon, (step) => {
      const n = since(step);
      const factor = n < length ? start_factor + ((end_factor - start_factor) * n) / length : end_factor;
      return horizon.baseLr * factor;
    });
  },
} as const satisfies ScheduleDefinition<Options>;
