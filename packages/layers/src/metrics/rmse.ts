import { error } from "./error.ts";

/** √ of the mean of (x − t)² over outputs and examples. */
export const rmse = error(
  "squared_error",
  "Root mean squared error over outputs and examples (sklearn.metrics.root_mean_squared_error).",
  Math.sqrt,
);
