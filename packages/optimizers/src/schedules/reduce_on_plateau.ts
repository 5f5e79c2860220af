import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { Horizon, Observation, ScheduleDefinition } from "../contract.ts";
import { warmUp, warmupHints, warmupProperties } from "../warmup.ts";

const PART = "optimizers/reduce_on_plateau";

const schema = {
  type: "object",
  description:
    "Multiplies the rate by a factor when a figure of the evaluations no longer improves (torch.optim.lr_scheduler.ReduceLROnPlateau).",
  examples: [{ monitor: "validation.loss", factor: 0.5, patience: 3 }],
  additionalProperties: false,
  properties: {
    monitor: {
      type: "string",
      default: "validation.loss",
      description:
        "What is watched: validation.loss, validation.accuracy, train.loss …. The test split chooses nothing.",
    },
    mode: {
      enum: ["min", "max"],
      description: "Which direction is an improvement. Default: what is better for the figure.",
    },
    factor: {
      type: "number",
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
      default: 0.1,
      description: "What each reduction multiplies the rate by.",
    },
    patience: {
      type: "integer",
      minimum: 0,
      default: 10,
      description: "Evaluations in a row without an improvement that are let pass; the next one reduces the rate.",
    },
    threshold: { type: "number", minimum: 0, default: 1e-4, description: "What an improvement must exceed." },
    threshold_mode: {
      enum: ["rel", "abs"],
      default: "rel",
      description: "rel: the threshold is a share of the best figure; abs: a difference.",
    },
    cooldown: {
      type: "integer",
      minimum: 0,
      default: 0,
      description: "Evaluations after a reduction that are not counted.",
    },
    min_lr: {
      type: "number",
      minimum: 0,
      default: 0,
      description: "The lowest learning rate, not above the optimizer's.",
    },
    eps: { type: "number", minimum: 0, default: 1e-8, description: "Reductions by no more than this are left out." },
    ...warmupProperties,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Reduces the rate when a figure no longer improves, as torch.optim.lr_scheduler.ReduceLROnPlateau stepped after each
 * evaluation: lr ← max(factor · lr, min_lr) after more than `patience` evaluations in a row that are not better than
 * best · (1 ∓ threshold), or best ∓ threshold with abs. The rate is a function of the step and of the figures before it: they
 * are in the training's records, so that an interrupted one goes on with the same rates.
 */
export const reduce_on_plateau = {
  schema,
  aliases: ["plateau", "reduce_lr_on_plateau", "reducelronplateau"],
  hints: {
    ...warmupHints,
    metric: "monitor",
    gamma: "factor",
    min_delta: "threshold",
    epsilon: "threshold",
    wait: "patience",
  },
  watches: ({ monitor, mode }: Options) => ({ monitor, ...(mode && { mode }) }),

  build(options: Options, horizon: Horizon) {
    const { factor, patience, threshold, threshold_mode, cooldown, min_lr, eps } = options;
    const { baseLr, mode = "min" } = horizon;
    if (min_lr > baseLr) {
      throw new InputError(PART, `min_lr must not exceed the optimizer's lr ${baseLr}, got ${min_lr}`, ["min_lr"]);
    }
    const share = mode === "min" ? 1 - threshold : 1 + threshold;
    const difference = mode === "min" ? -threshold : threshold;
    const isBetter = (value: number, best: number): boolean => {
      const limit = threshold_mode === "rel" ? best * share : best + difference;
      return mode === "min" ? value < limit : value > limit;
    };

    /** The rate after all that was observed before a step. */
    function rateAt(step: number, observed: readonly Observation[]): number {
      let rate = baseLr;
      let best = mode === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY; // a NaN is never better
      let bad = 0;
      let cooling = 0;
      for (const { step: seenAt, value } of observed) {
        if (seenAt > step) break;
        if (isBetter(value, best)) {
          best = value;
          bad = 0;
        } else bad++;
        if (cooling > 0) {
          cooling--;
          bad = 0;
        }
        if (bad <= patience) continue;
        const reduced = Math.max(rate * factor, min_lr);
        if (rate - reduced > eps) rate = reduced;
        cooling = cooldown;
        bad = 0;
      }
      return rate;
    }
    return warmUp(PART, options, horizon, rateAt);
  },
} as const satisfies ScheduleDefinition<Options>;
