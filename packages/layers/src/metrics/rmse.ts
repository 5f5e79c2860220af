import { error } from "./error.ts";

/** √ of the mean of (x − t)² over outputs and examples; of several outputs scikit-learn takes the mean of each one's root instead. */
export const rmse = error(
  "squared_error",
  "Root mean squared error over outputs and examples (torchmetrics.MeanSquaredError, squared=False).",
  Math.sqrt,
);
