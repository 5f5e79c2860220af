import type { metrics } from "../../packages/layers/src/index.ts";
import { TOLERANCES } from "../../packages/layers/test/tolerances.ts";
import type { Entry } from "./entry.ts";

const byHand = (of: string) => [
  {
    file: "packages/layers/test/metrics.test.ts",
    title: "is $expected within",
    claim: `${of} within ${TOLERANCES.metric.toExponential()}`,
  },
];
const definition = byHand("the definition, by hand,");

const averages = (name: string): readonly string[] => [
  "`average` is macro or weighted, macro by default; scikit-learn's default, binary, its micro, samples and None are not there. A run keeps the figures of each class.",
  `Of 0 / 0 it is 0, without scikit-learn's warning; no \`zero_division\`.${name === "f1" ? " No other beta." : ""}`,
];

export const metricEntries = {
  accuracy: {
    theirs: "sklearn.metrics.accuracy_score; torchmetrics MulticlassAccuracy(average='micro')",
    tests: definition,
    differences: [
      "torchmetrics' default is the mean over the classes, average='macro': that is `recall` here.",
      "Mixed targets (mixup, cutmix) count as the class with the larger share.",
    ],
  },
  top_k: {
    theirs: "sklearn.metrics.top_k_accuracy_score",
    tests: definition,
    differences: [
      "`k` is 5 by default; scikit-learn's is 2.",
      "Of equal outputs the first counts; scikit-learn takes the last.",
      "A k above the number of classes is refused; scikit-learn warns, and gives 1.",
    ],
  },
  precision: {
    theirs: "sklearn.metrics.precision_score",
    tests: definition,
    differences: averages("precision"),
  },
  recall: { theirs: "sklearn.metrics.recall_score", tests: definition, differences: averages("recall") },
  f1: { theirs: "sklearn.metrics.f1_score", tests: definition, differences: averages("f1") },
  calibration_error: {
    theirs: "torchmetrics MulticlassCalibrationError(norm='l1')",
    reference: "Guo et al. 2017, equations 2 to 5, by numpy",
    tests: definition,
    differences: [
      "`bins` is torchmetrics' n_bins. Norms l2 and max are not there.",
      "A probability on the border of two bins belongs to the lower one, as in the paper; in torchmetrics to the upper one.",
      "Examples whose outputs are no numbers are left out.",
    ],
  },
  mae: { theirs: "sklearn.metrics.mean_absolute_error", tests: definition, differences: [] },
  rmse: {
    theirs: "torchmetrics MeanSquaredError(squared=False)",
    tests: definition,
    differences: [
      "Of several outputs it is the root of the mean over all; sklearn.metrics.root_mean_squared_error is the mean of each output's root.",
    ],
  },
  r2: {
    theirs: "sklearn.metrics.r2_score",
    tests: byHand("scikit-learn's figures, written into the cases,"),
    differences: [
      "Of one example it is 1 or 0; scikit-learn gives NaN.",
      "Targets count as equal where their variance is below 1e-12 of their mean square.",
    ],
  },
} as const satisfies Record<keyof typeof metrics, Entry>;
