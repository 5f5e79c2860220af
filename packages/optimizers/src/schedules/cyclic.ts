import { InputError, pow } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import { stepsAfterWarmup } from "../after_warmup.ts";
import type { Horizon, ScheduleDefinition } from "../contract.ts";
import { warmUp, warmupHints, warmupProperties } from "../warmup.ts";

const PART = "optimizers/cyclic";

const schema = {
  type: "object",
  description: "Up and down between two rates, again and again (torch.optim.lr_scheduler.CyclicLR).",
  examples: [{ max_lr: 0.5, step_size_up: 2 }],
  required: ["max_lr", "step_size_up"],
  additionalProperties: false,
  properties: {
    base_lr: { type: "number", exclusiveMinimum: 0, description: "The lowest rate. Default: the optimizer's lr." },
    max_lr: { type: "number", exclusiveMinimum: 0, description: "The highest rate of the first cycle." },
    step_size_up: {
      type: "number",
      exclusiveMinimum: 0,
      description: "Epochs in which the rate rises; 1 to 5 are usual.",
    },
    step_size_down: { type: "number", exclusiveMinimum: 0, description: "Epochs in which it falls. Default: as many." },
    mode: {
      enum: ["triangular", "triangular2", "exp_range"],
      default: "triangular",
      description: "The height of the cycles: all alike, each half as high as the one before, or gamma^step.",
    },
    gamma: {
      type: "number",
      exclusiveMinimum: 0,
      maximum: 1,
      default: 1,
      description: "Of exp_range: what each step, not each epoch, multiplies the height by.",
    },
    ...warmupProperties,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Up and down again and again (Smith 2017), as torch.optim.lr_scheduler.CyclicLR stepped after every step. n steps after the
 * warm-up, in cycle c (from 0) of up + down steps,
 *   lr(step) = base_lr + (max_lr − base_lr) · x · h,   x = the share of the way up, or what is left of the way down;
 *   h = 1, 2^−c or gamma^n.
 * PyTorch also cycles the momentum; here it stays as it is (PyTorch's cycle_momentum: False).
 */
export const cyclic = {
  schema,
  aliases: ["cyclical", "cyclic_lr", "cycliclr", "clr", "triangular", "triangular2", "exp_range"],
  hints: {
    ...warmupHints,
    step_size: "step_size_up",
    initial_learning_rate: "base_lr",
    maximal_learning_rate: "max_lr",
  },

  build(options: Options, horizon: Horizon) {
    const { base_lr = horizon.baseLr, max_lr, step_size_up, step_size_down = step_size_up, mode, gamma } = options;
    if (max_lr < base_lr) {
      const lowest = options.base_lr === undefined ? `the optimizer's lr ${base_lr}` : `base_lr ${base_lr}`;
      throw new InputError(PART, `max_lr must not be below ${lowest}, got ${max_lr}`, ["max_lr"]);
    }
    if (gamma !== 1 && mode !== "exp_range") {
      throw new InputError(PART, `gamma needs mode exp_range, got ${mode}`, ["gamma"]);
    }
    const { since } = stepsAfterWarmup(options, horizon);
    const up = step_size_up * horizon.stepsPerEpoch;
    const down = step_size_down * horizon.stepsPerEpoch;
    return warmUp(PART, options, horizon, (step) => {
      const n = since(step);
      const cycle = Math.floor(n / (up + down));
      const within = n - cycle * (up + down);
      const share = within <= up ? within / up : 1 - (within - up) / down;
      const height = mode === "triangular" ? 1 : mode === "triangular2" ? pow(2, -cycle) : pow(gamma, n);
      return base_lr + (max_lr - base_lr) * share * height;
    });
  },
} as const satisfies ScheduleDefinition<Options>;
