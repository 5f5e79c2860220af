import type { FromSchema } from "json-schema-to-ts";
import { stepsAfterWarmup } from "../after_warmup.ts";
import type { Horizon, ScheduleDefinition } from "../contract.ts";
import { etaMinProperty, halfCosine } from "../half_cosine.ts";
import { warmUp, warmupHints, warmupProperties } from "../warmup.ts";

const PART = "optimizers/cosine_annealing";

const schema = {
  type: "object",
  description: "Half a cosine from the optimizer's lr down to eta_min (torch.optim.lr_scheduler.CosineAnnealingLR).",
  examples: [{ warmup_epochs: 1 }],
  additionalProperties: false,
  properties: {
    t_max: {
      type: "number",
      exclusiveMinimum: 0,
      description: "Epochs from the end of the warm-up to the lowest rate; the rest of the training when left out.",
    },
    ...etaMinProperty,
    ...warmupProperties,
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Half a cosine from the optimizer's lr down to eta_min, as torch.optim.lr_scheduler.CosineAnnealingLR stepped after every
 * step (Loshchilov and Hutter 2017). With n steps since the end of the warm-up and T = t_max · stepsPerEpoch,
 *   lr(step) = eta_min + (lr − eta_min) · (1 + cos(π n / T)) / 2;
 * past T the rate rises again, as PyTorch's does. The last step of the training is n = T − 1: just above eta_min.
 */
export const cosine_annealing = {
  schema,
  aliases: ["cosine"],
  hints: { ...warmupHints, T_max: "t_max", epochs: "t_max", min_lr: "eta_min", lr_min: "eta_min", alpha: "eta_min" },

  build(options: Options, horizon: Horizon) {
    const { t_max, eta_min } = options;
    const rate = halfCosine(PART, eta_min, horizon);
    const { since, length } = stepsAfterWarmup({ ...options, ...(t_max && { total_iters: t_max }) }, horizon);
    return warmUp(PART, options, horizon, (step) => {
      const n = since(step);
      return n === 0 ? horizon.baseLr : rate(n, length);
    });
  },
} as const satisfies ScheduleDefinition<Options>;
