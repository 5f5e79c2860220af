import { error } from "./error.ts";

/** Mean absolute error: the mean of |x − t| over outputs and examples. */
export const mae = error("absolute_error", (mean) => mean);
