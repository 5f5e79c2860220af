import { byClass } from "./class_counts.ts";

/** Recall of a class: hits / examples. */
export const recall = {
  ...byClass(
    "recall",
    "Of the examples of a class, the share that was found, averaged over the classes (sklearn.metrics.recall_score).",
    ({ hits, examples }) => [hits, examples],
  ),
  aliases: ["sensitivity"],
};
