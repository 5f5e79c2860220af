import type { Horizon } from "./contract.ts";
import { type WarmupOptions, warmupSteps } from "./warmup.ts";

/** The option of schedules that end at some time. */
export const lengthProperty = {
  total_iters: {
    type: "number",
    exclusiveMinimum: 0,
    description: "Epochs from the end of the warm-up to the last change; the rest of the training when left out.",
  },
} as const;

export const lengthHints = {
  epochs: "total_iters",
  T_max: "total_iters",
  t_max: "total_iters",
  total_steps: "total_iters",
  decay_steps: "total_iters",
} as const;

/** How a schedule counts that begins where the warm-up ends. */
export interface AfterWarmup {
  /** Steps since the end of the warm-up, 0 before it. */
  readonly since: (step: number) => number;
  /** Steps that it lasts, not always whole. */
  readonly length: number;
}

export function stepsAfterWarmup(
  options: WarmupOptions & { readonly total_iters?: number },
  horizon: Horizon,
): AfterWarmup {
  const start = warmupSteps(options, horizon);
  const epochs = options.total_iters ?? horizon.epochs - options.warmup_epochs;
  return { since: (step) => Math.max(0, step - start), length: epochs * horizon.stepsPerEpoch };
}
