import type { schedules } from "../../packages/optimizers/src/index.ts";
import type { Entry } from "./entry.ts";

const path = "torch.optim.lr_scheduler";
const momentum =
  "The momentum stays as it is: no `cycle_momentum`, `base_momentum` and `max_momentum`. PyTorch cycles it by default.";
const etaMin = "`eta_min` above the optimizer's lr is refused; PyTorch takes it, and the rate rises.";
const rest = (was: string) => `Its length is the rest of the training by default; ${was}.`;

export const scheduleEntries = {
  constant: {
    theirs: `${path}.LambdaLR(lambda _: 1)`,
    differences: ["No counterpart of PyTorch's ConstantLR, which multiplies the rate by a factor for some time."],
  },
  step: {
    theirs: `${path}.StepLR`,
    differences: ["`step_size` is a whole number of epochs."],
  },
  multi_step: {
    theirs: `${path}.MultiStepLR`,
    differences: [
      "`milestones` must rise; PyTorch takes them in any order, and twice.",
      "`milestones` may be fractions of an epoch.",
    ],
  },
  exponential: {
    theirs: `${path}.ExponentialLR`,
    differences: [
      "`staircase: false`, a little after each step, is Assay's own: ExponentialLR with gamma^(1 / steps).",
    ],
  },
  linear: { theirs: `${path}.LinearLR`, differences: [rest("PyTorch's total_iters is 5")] },
  polynomial: {
    theirs: `${path}.PolynomialLR`,
    differences: [rest("PyTorch's total_iters is 5"), "`power` is above 0."],
  },
  cosine_annealing: {
    theirs: `${path}.CosineAnnealingLR`,
    differences: [rest("PyTorch demands T_max"), etaMin],
  },
  cosine_annealing_warm_restarts: {
    theirs: `${path}.CosineAnnealingWarmRestarts`,
    differences: ["`t_0` may be a fraction of an epoch; PyTorch's T_0 is a whole number of scheduler steps.", etaMin],
  },
  one_cycle: {
    theirs: `${path}.OneCycleLR`,
    differences: [
      momentum,
      "`max_lr` is the optimizer's lr by default; PyTorch demands it, and overwrites the optimizer's.",
      "No `total_steps`, `epochs` and `steps_per_epoch`: they are the training's, less the warm-up.",
      "`three_phase` with a `pct_start` above 0.5 is refused; in PyTorch the second phase ends after the training.",
    ],
  },
  cyclic: {
    theirs: `${path}.CyclicLR`,
    differences: [
      momentum,
      "`base_lr` is the optimizer's lr by default; PyTorch demands it, and overwrites the optimizer's.",
      "`step_size_up` must be given, in epochs; PyTorch's default is 2,000 steps.",
      "No `scale_fn` and `scale_mode`.",
      "`gamma` is at most 1, and refused without mode exp_range, where PyTorch ignores it; a max_lr below base_lr is refused.",
    ],
  },
  reduce_on_plateau: {
    theirs: `${path}.ReduceLROnPlateau`,
    differences: [
      "`monitor` names the figure; PyTorch's user hands it over. It is stepped after each evaluation.",
      "`mode` is by default what is better for the figure; PyTorch's is min.",
      "`factor` is above 0; PyTorch takes 0 and less.",
      "`min_lr` is one number, and not above the optimizer's lr; PyTorch takes a list, one a group.",
    ],
  },
  sequential: {
    theirs: `${path}.SequentialLR`,
    differences: [
      "`schedules` are PyTorch's schedulers.",
      "“The rest of the training” of an inner schedule ends where the next one begins.",
      "`milestones` lie within the training, and rise; PyTorch does not check them.",
      "Each inner schedule has its own warm-up.",
    ],
  },
} as const satisfies Record<keyof typeof schedules, Entry>;
