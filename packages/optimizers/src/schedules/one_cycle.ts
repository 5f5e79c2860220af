import { cos, InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import { stepsAfterWarmup } from "../after_warmup.ts";
import type { Horizon, ScheduleDefinition } from "../contract.ts";
import { warmUp, warmupHints, warmupProperties } from "../warmup.ts";

const PART = "optimizers/one_cycle";

const schema = {
  type: "object",
  description: "Up to the highest rate once, and then down to a very small one (torch.optim.lr_scheduler.OneCycleLR).",
  examples: [{}, { max_lr: 0.5, pct_start: 0.3 }],
  additionalProperties: false,
  properties: {
    max_lr: { type: "number", exclusiveMinimum: 0, description: "The highest rate. Default: the optimizer's lr." },
    pct_start: {
      type: "number",
      minimum: 0,
      maximum: 1,
      default: 0.3,
      description: "The share of the training in which the rate rises, at most a half with three_phase.",
    },
    anneal_strategy: { enum: ["cos", "linear"], default: "cos", description: "How it gets from one rate to the next." },
    div_factor: {
      type: "number",
      exclusiveMinimum: 0,
      default: 25,
      description: "The first rate is max_lr / div_factor.",
    },
    final_div_factor: {
      type: "number",
      exclusiveMinimum: 0,
      default: 1e4,
      description: "The last rate is max_lr / div_factor / final_div_factor.",
    },
    three_phase: {
      type: "boolean",
      default: false,
      description: "Fall as long as it rose, to the first rate, and only then to the last one.",
    },
    ...warmupProperties,
  },
} as const;
type Options = FromSchema<typeof schema>;

/** Where a phase ends, in steps, and with what rate. */
interface Phase {
  readonly end: number;
  readonly lr: number;
}

/**
 * Up and down once over the training (Smith and Topin 2018), as torch.optim.lr_scheduler.OneCycleLR stepped after every step:
 * from max_lr / div_factor to max_lr in pct_start of the steps that the warm-up leaves, then down to the last rate at the last
 * step. Between two rates a and b, at the share s of a phase, a + (b − a) s or b + (a − b) (1 + cos(π s)) / 2.
 * PyTorch also cycles the momentum; here it stays as it is (PyTorch's cycle_momentum: False).
 */
export const one_cycle = {
  schema,
  aliases: ["onecycle", "one_cycle_lr", "onecyclelr", "1cycle", "superconvergence"],
  hints: { ...warmupHints, strategy: "anneal_strategy", annealing: "anneal_strategy", div: "div_factor" },

  build(options: Options, horizon: Horizon) {
    const { max_lr = horizon.baseLr, pct_start, anneal_strategy, div_factor, final_div_factor, three_phase } = options;
    if (three_phase && pct_start > 0.5) {
      throw new InputError(PART, `pct_start must be at most 0.5 with three_phase, got ${pct_start}`, ["pct_start"]);
    }
    const { since, length } = stepsAfterWarmup(options, horizon);
    const total = Math.round(length);
    const first = max_lr / div_factor;
    const phases: readonly Phase[] = [
      { end: pct_start * total - 1, lr: max_lr },
      ...(three_phase ? [{ end: 2 * pct_start * total - 2, lr: first }] : []),
      { end: total - 1, lr: first / final_div_factor },
    ];
    return warmUp(PART, options, horizon, (step) => {
      const n = since(step);
      let from: Phase = { end: 0, lr: first };
      for (const to of phases) {
        if (n <= to.end && to.end > from.end) {
          const share = (n - from.end) / (to.end - from.end);
          if (anneal_strategy === "linear") return from.lr + (to.lr - from.lr) * share;
          return to.lr + ((from.lr - to.lr) / 2) * (1 + cos(Math.PI * share));
        }
        from = to;
      }
      return n === 0 ? first : from.lr;
    });
  },
} as const satisfies ScheduleDefinition<Options>;
