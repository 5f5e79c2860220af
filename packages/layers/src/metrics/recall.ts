import { byClass } from "./class_counts.ts";

/** Of the examples of a class, the share that was found: hits / examples. */
export const recall = {
  ...byClass("recall", ({ hits, examples }) => [hits, examples]),
  aliases: ["sensitivity"],
};
