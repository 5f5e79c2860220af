import { augmentations } from "../../packages/data/src/index.ts";
import { initializers, layers, losses, metrics } from "../../packages/layers/src/index.ts";
import { TOLERANCES as NEAR } from "../../packages/layers/test/tolerances.ts";
import { optimizers, schedules } from "../../packages/optimizers/src/index.ts";
import { TOLERANCES as STEPS } from "../../packages/optimizers/test/tolerances.ts";
import { augmentationEntries } from "./augmentations.ts";
import type { Entry } from "./entry.ts";
import {
  countCases,
  groupedOptimizers,
  nestedCases,
  optimizerSteps,
  scheduleSteps,
  sklearn,
  torch,
} from "./fixtures.ts";
import { initializerEntries } from "./initializers.ts";
import { layerEntries } from "./layers.ts";
import { lossEntries } from "./losses.ts";
import { metricEntries } from "./metrics.ts";
import { optimizerEntries } from "./optimizers.ts";
import { scheduleEntries } from "./schedules.ts";

/** A registry's chapter of docs/parity.md. */
export interface Chapter {
  readonly title: string;
  /** Whose names its parts are compared with. */
  readonly library: string;
  readonly parts: object;
  readonly entries: Readonly<Record<string, Entry>>;
  /** Cases that the fixtures have of a part. */
  readonly cases: (type: string) => number;
  /** What the tests compare, with what, and how near. */
  readonly compared: string;
  /** Differences of all its parts. */
  readonly common: readonly string[];
}

const near = (tolerance: number): string => tolerance.toExponential();

export const chapters: readonly Chapter[] = [
  {
    title: "Layers",
    library: "PyTorch",
    parts: layers,
    entries: layerEntries,
    cases: countCases.layers,
    compared: `\`packages/layers/test/fixtures/layers.json\` holds what ${torch} computes in double precision for one training batch of each case: the output, the gradient of the input, the gradient of each parameter, the running statistics. \`pytorch-layers.test.ts\` compares all of them, fused and strict, within ${near(NEAR.layer)} of the largest value of the tensor. \`nests.json\` has ${nestedCases.length} nets of residual, concat and repeat in one another (${near(NEAR.nest)}), \`network.json\` a network of many layers with its loss, in training and in evaluation (${near(NEAR.network)} relative). Besides, \`gradients.test.ts\` compares every layer with central differences within ${100 * NEAR.differences} %.`,
    common: [
      "Sizes of the input (in_features, in_channels, num_features, num_channels) follow from the layer before, and are no options.",
      "No `device`, `dtype` and `inplace`.",
      "Inputs are batches of rows [batch, features] or of images [batch, height, width, channels]; there are no sequences and volumes.",
      "At NaN and ±∞ the outputs of activations are PyTorch's, gradients may be others: relu's at NaN is 0, PyTorch's dy. Numbers that single precision holds as denormal ones alone may be 0.",
    ],
  },
  {
    title: "Losses",
    library: "PyTorch",
    parts: losses,
    entries: lossEntries,
    cases: countCases.losses,
    compared: `\`packages/layers/test/fixtures/losses.json\` holds the value and the gradient by ${torch} in double precision, for each set of options and each kind of target (classes, shares of classes, numbers); \`pytorch-losses.test.ts\` compares both within ${near(NEAR.loss)} relative. \`losses.test.ts\` compares the gradients, and options that PyTorch does not have, with central differences within ${100 * NEAR.differences} %.`,
    common: [
      "No `reduction: none`, and none of the deprecated `size_average` and `reduce`.",
      "With `reduction: sum` the gradient is the sum's; the loss that is reported is the mean all the same.",
    ],
  },
  {
    title: "Metrics",
    library: "scikit-learn, torchmetrics",
    parts: metrics,
    entries: metricEntries,
    cases: countCases.metrics,
    compared: `\`packages/layers/test/fixtures/metrics.json\` holds figures by ${sklearn}; \`sklearn-metrics.test.ts\` compares them within ${near(NEAR.metric)}, the calibration error within ${near(NEAR.calibration)}.`,
    common: [
      "No `sample_weight`, `labels`, `pos_label`, `normalize` and `ignore_index`.",
      "No `multioutput` and `force_finite`: several outputs count alike, and r2 is finite where all targets are equal.",
    ],
  },
  {
    title: "Initializers",
    library: "PyTorch",
    parts: initializers,
    entries: initializerEntries,
    cases: countCases.initializers,
    compared: `\`packages/layers/test/fixtures/initializers.json\` holds the standard deviations that follow from the fans and gains of ${torch}, for a linear layer and a convolution; random numbers are compared by their distribution.`,
    common: [
      "Random numbers are Assay's own: a function of the seed and the parameter's name. No seed gives the weights that PyTorch draws.",
      "No `eye_`, `dirac_` and `sparse_`.",
    ],
  },
  {
    title: "Optimizers",
    library: "PyTorch",
    parts: optimizers,
    entries: optimizerEntries,
    cases: countCases.optimizers,
    compared: `\`packages/optimizers/test/fixtures/<type>.json\` holds the parameters that ${torch} has, in double precision, over ${optimizerSteps} steps with given gradients; \`optimizers.test.ts\` compares them, fused, strict and the TypeScript twin, within ${near(STEPS.first)} relative for ${STEPS.steps} steps and ${near(STEPS.later)} absolute for all. \`groups.json\` has ${groupedOptimizers} of them with parameter groups under a schedule (${near(STEPS.later)} absolute).`,
    common: [
      "No `maximize`, `foreach`, `fused`, `capturable` and `differentiable`: they change how PyTorch computes, or the sign.",
      "`lr` is above 0; PyTorch takes 0.",
      "Parameter groups are patterns of names with an `lr_factor` and a `weight_decay`; in PyTorch each may have all options of its own.",
      "Parameters and moments are single precision. Gradients below 1e-16, moments below 1e-30 and parameters below 1e-20 become 0.",
      "No Adafactor, ASGD, LBFGS and SparseAdam.",
    ],
  },
  {
    title: "Schedules",
    library: "PyTorch",
    parts: schedules,
    entries: scheduleEntries,
    cases: countCases.schedules,
    compared: `\`packages/optimizers/test/fixtures/<type>.json\` holds the learning rates of ${scheduleSteps} steps by ${torch}; \`schedules.test.ts\` compares them within ${near(STEPS.schedule)} of the optimizer's lr.`,
    common: [
      "Times are epochs, fractions allowed; PyTorch counts calls of `step()`. Rates change after every step where PyTorch's users call it after every batch, in `step`, `multi_step` and `exponential` after every epoch.",
      "Any schedule warms up by `warmup_epochs` and `warmup_start_factor`: a LinearLR chained before it. `linear`, `polynomial`, the cosines, `one_cycle` and `cyclic` begin when it ends; the others count from the start.",
      "A rate is a function of the step: no `last_epoch` and `verbose`, and no state but the figures that reduce_on_plateau watches.",
      "One rate for all groups, times a group's lr_factor; PyTorch's base_lr, max_lr and min_lr may be lists.",
      "No LambdaLR, MultiplicativeLR, ConstantLR, ChainedScheduler and SWALR.",
    ],
  },
  {
    title: "Augmentations",
    library: "torchvision",
    parts: augmentations,
    entries: augmentationEntries,
    cases: countCases.augmentations,
    compared:
      "Their draws are no other library's, so that there are no fixtures: each kernel is compared with a TypeScript twin on the same draws, and what torchvision's documentation promises is tested on images whose outcome is known, and by moments.",
    common: [
      "Draws are a function of augmentation, step and example, and so other ones than torchvision's.",
      "Each image of a batch has its own draw, as with torchvision on the images of a dataset; mixup and cutmix have one a batch, as there.",
      "They take and give normalized images; torchvision's usual place is before Normalize.",
    ],
  },
];

/** Parts that no fixture and no named test vouches for. */
export const unchecked = ({ parts, entries, cases }: Pick<Chapter, "parts" | "entries" | "cases">): readonly string[] =>
  Object.keys(parts).filter((type) => cases(type) === 0 && (entries[type]?.tests ?? []).length === 0);
