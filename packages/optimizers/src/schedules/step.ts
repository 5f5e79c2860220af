import { pow } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { Horizon, ScheduleDefinition } from "../contract.ts";
import { gammaHints, gammaProperty } from "../gamma.ts";
import { warmUp, warmupHints, warmupProperties } from "../warmup.ts";

const schema = {
  type: "object",
  description: "Multiplies the learning rate by gamma after every step_size epochs (torch.optim.lr_scheduler.StepLR).",
  examples: [{ step_size: 2, gamma: 0.5 }],
  required: ["step_size"],
  additionalProperties: false,
  properties: {
    step_size: {
      type: "integer",
      minimum: 1,
      description: "Epochs between two changes, from the start of the training.",
    },
    ...gammaProperty,
    ...warmupProperties,
  },
} as const;
type Options = FromSchema<typeof schema>;

/** lr(step) = lr · gamma^⌊epoch / step_size⌋, as torch.optim.lr_scheduler.StepLR stepped after each epoch. */
export const step = {
  schema,
  aliases: ["step_lr"],
  hints: { ...warmupHints, ...gammaHints, epochs: "step_size", every: "step_size" },

  build(options: Options, horizon: Horizon) {
    const { step_size, gamma } = options;
    return warmUp("optimizers/step", options, horizon, (index) => {
      const epoch = Math.floor(index / horizon.stepsPerEpoch);
      return horizon.baseLr * pow(gamma, Math.floor(epoch / step_size));
    });
  },
} as const satisfies ScheduleDefinition<Options>;
