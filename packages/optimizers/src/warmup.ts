import { InputError } from "@assay/kernels";
import type { Horizon, Schedule } from "./contract.ts";

/** The options of warm-up, in every schedule's schema. */
export const warmupProperties = {
  warmup_epochs: {
    type: "number",
    minimum: 0,
    default: 0,
    description: "Epochs over which the learning rate rises to the schedule's; a fraction is allowed.",
  },
  warmup_start_factor: {
    type: "number",
    exclusiveMinimum: 0,
    maximum: 1,
    default: 1 / 3,
    description: "The factor of the first step; it rises linearly to 1.",
  },
} as const;

export const warmupHints = { warmup: "warmup_epochs", start_factor: "warmup_start_factor" } as const;

export interface WarmupOptions {
  readonly warmup_epochs: number;
  readonly warmup_start_factor: number;
}

/** Number of steps of the warm-up, not always whole. */
export const warmupSteps = ({ warmup_epochs }: WarmupOptions, { stepsPerEpoch }: Horizon): number =>
  warmup_epochs * stepsPerEpoch;

/**
 * Puts a warm-up before a schedule: torch.optim.lr_scheduler.LinearLR with end_factor 1 and total_iters = W, chained with
 * it and stepped every step. With W = warmup_epochs · stepsPerEpoch and s = warmup_start_factor,
 *   lr(step) = schedule(step) · (s + (1 − s) · step / W)  for step < W,  schedule(step) from then on.
 *
 * @param part who speaks in an error
 * @throws InputError if the warm-up is longer than the training
 */
export function warmUp(part: string, options: WarmupOptions, horizon: Horizon, schedule: Schedule): Schedule {
  const { warmup_epochs, warmup_start_factor: start } = options;
  if (warmup_epochs > horizon.epochs) {
    const epochs = Number(horizon.epochs.toFixed(2));
    const rule = `warmup_epochs must not exceed the ${epochs} epochs of training, got ${warmup_epochs}`;
    throw new InputError(part, rule, ["warmup_epochs"]);
  }
  const steps = warmupSteps(options, horizon);
  return (step, observed) =>
    step < steps ? schedule(step, observed) * (start + ((1 - start) * step) / steps) : schedule(step, observed);
}
