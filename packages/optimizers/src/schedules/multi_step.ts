import { InputError, pow } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { Horizon, ScheduleDefinition } from "../contract.ts";
import { gammaHints, gammaProperty } from "../gamma.ts";
import { warmUp, warmupHints, warmupProperties } from "../warmup.ts";

const PART = "optimizers/multi_step";

const schema = {
  type: "object",
  description: "Multiplies the rate by gamma after each of some epochs (torch.optim.lr_scheduler.MultiStepLR).",
  examples: [{ milestones: [2, 3], gamma: 0.1 }],
  required: ["milestones"],
  additionalProperties: false,
  properties: {
    milestones: {
      type: "array",
      minItems: 1,
      items: { type: "number", exclusiveMinimum: 0 },
      description:
        "Epochs after which the rate changes, from the start of the training, in rising order; a fraction is allowed.",
    },
    ...gammaProperty,
    ...warmupProperties,
  },
} as const;
type Options = FromSchema<typeof schema>;

/** lr(step) = lr · gamma^(number of milestones that are over), as torch.optim.lr_scheduler.MultiStepLR stepped after each epoch. */
export const multi_step = {
  schema,
  aliases: ["multistep", "multi_step_lr", "multisteplr", "piecewise_constant"],
  hints: {
    ...warmupHints,
    ...gammaHints,
    boundaries: "milestones",
    epochs: "milestones",
  },

  build(options: Options, horizon: Horizon) {
    const { milestones, gamma } = options;
    const back = milestones.findIndex((milestone, i) => i > 0 && milestone <= (milestones[i - 1] as number));
    if (back >= 0) {
      const rule = `milestones must rise, got ${milestones[back]} after ${milestones[back - 1]}`;
      throw new InputError(PART, rule, ["milestones", back]);
    }
    return warmUp(PART, options, horizon, (step) => {
      const over = milestones.filter((milestone) => step >= milestone * horizon.stepsPerEpoch).length;
      return horizon.baseLr * pow(gamma, over);
    });
  },
} as const satisfies ScheduleDefinition<Options>;
