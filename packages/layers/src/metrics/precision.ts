import { byClass } from "./class_counts.ts";

/** Of the examples predicted to be of a class, the share that is: hits / predictions. */
export const precision = byClass("precision", ({ hits, predictions }) => [hits, predictions]);
