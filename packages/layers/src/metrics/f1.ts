import { byClass } from "./class_counts.ts";

/** The harmonic mean of precision and recall of a class: 2 hits / (predictions + examples). */
export const f1 = {
  ...byClass("f1", ({ hits, predictions, examples }) => [2 * hits, predictions + examples]),
  aliases: ["f1_score", "f_score"],
};
