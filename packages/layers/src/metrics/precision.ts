import { byClass } from "./class_counts.ts";

/** Precision of a class: hits / predictions. */
export const precision = byClass(
  "precision",
  "Of the examples predicted to be of a class, the share that is, averaged over the classes (sklearn.metrics.precision_score).",
  ({ hits, predictions }) => [hits, predictions],
);
