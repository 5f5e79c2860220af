import { error } from "./error.ts";

/** Root mean squared error: √ of the mean of (x − t)² over outputs and examples. */
export const rmse = error("squared_error", Math.sqrt);
