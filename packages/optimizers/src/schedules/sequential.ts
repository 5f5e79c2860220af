import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { BuildNested, Horizon, ScheduleDefinition } from "../contract.ts";
import { warmUp, warmupHints, warmupProperties } from "../warmup.ts";

const PART = "optimizers/sequential";

const schema = {
  type: "object",
  description: "Schedules one after the other, each for some epochs (torch.optim.lr_scheduler.SequentialLR).",
  examples: [{ schedules: [{ type: "constant" }, { type: "cosine_annealing" }], milestones: [2] }],
  required: ["schedules", "milestones"],
  additionalProperties: false,
  properties: {
    schedules: {
      type: "array",
      minItems: 2,
      items: { $ref: "#/definitions/schedule" },
      description: "One after the other, each counting from its own beginning.",
    },
    milestones: {
      type: "array",
      minItems: 1,
      items: { type: "number", exclusiveMinimum: 0 },
      description: "Epochs after which the next one begins, in rising order; a fraction is allowed.",
    },
    ...warmupProperties,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Schedules one after the other, as torch.optim.lr_scheduler.SequentialLR: with start(i) the step of milestone i − 1,
 *   lr(step) = schedules[i](step − start(i)) for the last i that has begun.
 * To each its part of the training is all of it: "the rest of the training" ends at the next milestone.
 */
export const sequential = {
  schema,
  aliases: ["sequential_lr", "sequentiallr", "join_schedules"],
  hints: { ...warmupHints, schedulers: "schedules", boundaries: "milestones" },

  build(options: Options, horizon: Horizon, nested: BuildNested) {
    const { stepsPerEpoch, epochs } = horizon;
    const schedules = options.schedules as readonly { readonly type: string }[];
    const { milestones } = options;
    const fail = (rule: string, path: readonly (string | number)[]) => new InputError(PART, rule, path);
    if (milestones.length !== schedules.length - 1) {
      const rule = `milestones must be one fewer than the ${schedules.length} schedules, got ${milestones.length}`;
      throw fail(rule, ["milestones"]);
    }
    const starts = [0, ...milestones];
    const parts = schedules.map((part, i) => {
      const [begin, end] = [starts[i] as number, starts[i + 1] ?? epochs];
      if (end <= begin) {
        const isLast = i === milestones.length;
        const rule = isLast
          ? `milestones must lie within the ${Number(epochs.toFixed(2))} epochs of training, got ${begin}`
          : `milestones must rise, got ${end} after ${begin}`;
        throw fail(rule, ["milestones", isLast ? i - 1 : i]);
      }
      try {
        const schedule = nested(part, { ...horizon, epochs: end - begin });
        return { first: Math.round(begin * stepsPerEpoch), schedule };
      } catch (error) {
        throw error instanceof InputError ? error.within("schedules", i) : error;
      }
    });
    return warmUp(PART, options, horizon, (step, observed) => {
      const part = parts.findLast(({ first }) => step >= first) as (typeof parts)[number];
      return part.schedule(step - part.first, observed);
    });
  },
} as const satisfies ScheduleDefinition<Options>;
