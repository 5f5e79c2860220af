import type { FromSchema } from "json-schema-to-ts";
import { stepsAfterWarmup } from "../after_warmup.ts";
import type { Horizon, ScheduleDefinition } from "../contract.ts";
import { etaMinProperty, halfCosine } from "../half_cosine.ts";
import { warmUp, warmupHints, warmupProperties } from "../warmup.ts";

const PART = "optimizers/cosine_annealing_warm_restarts";

const schema = {
  type: "object",
  description: "Half a cosine down to eta_min again and again (torch.optim.lr_scheduler.CosineAnnealingWarmRestarts).",
  examples: [{ t_0: 1, t_mult: 2 }],
  required: ["t_0"],
  additionalProperties: false,
  properties: {
    t_0: {
      type: "number",
      exclusiveMinimum: 0,
      description: "Epochs of the first cosine, from the end of the warm-up.",
    },
    t_mult: {
      type: "integer",
      minimum: 1,
      default: 1,
      description: "How many times longer each cosine is than the one before.",
    },
    ...etaMinProperty,
    ...warmupProperties,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * One half cosine after the other (SGDR, Loshchilov and Hutter 2017), as torch.optim.lr_scheduler.CosineAnnealingWarmRestarts
 * stepped after every step. In a cosine of T steps, n after its start,
 *   lr(step) = eta_min + (lr − eta_min) · (1 + cos(π n / T)) / 2;   T = t_0 · stepsPerEpoch at first, then t_mult times as long.
 */
export const cosine_annealing_warm_restarts = {
  schema,
  aliases: [
    "cosine_warm_restarts",
    "cosine_annealing_restarts",
    "cosine_with_restarts",
    "cosine_decay_restarts",
    "sgdr",
  ],
  hints: { ...warmupHints, T_0: "t_0", T_mult: "t_mult", t_mul: "t_mult", min_lr: "eta_min", first_decay_steps: "t_0" },

  build(options: Options, horizon: Horizon) {
    const { t_0, t_mult, eta_min } = options;
    const rate = halfCosine(PART, eta_min, horizon);
    const { since } = stepsAfterWarmup(options, horizon);
    return warmUp(PART, options, horizon, (step) => {
      let n = since(step);
      let length = t_0 * horizon.stepsPerEpoch;
      if (t_mult === 1) n -= Math.floor(n / length) * length;
      else {
        while (n >= length) {
          n -= length;
          length *= t_mult;
        }
      }
      return rate(n, length);
    });
  },
} as const satisfies ScheduleDefinition<Options>;
