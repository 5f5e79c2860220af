import { byClass } from "./class_counts.ts";

/** F1 of a class: 2 hits / (predictions + examples). */
export const f1 = {
  ...byClass(
    "f1",
    "The harmonic mean of precision and recall of each class, averaged (sklearn.metrics.f1_score).",
    ({ hits, predictions, examples }) => [2 * hits, predictions + examples],
  ),
  aliases: ["f1_score", "f_score"],
};
