import { error } from "./error.ts";

/** The mean of |x − t| over outputs and examples. */
export const mae = error(
  "absolute_error",
  "Mean absolute error over outputs and examples (sklearn.metrics.mean_absolute_error).",
  (mean) => mean,
);
