import { asha } from "./asha.ts";
import { median } from "./median.ts";

/** Every rule by which trials are stopped, by its name. */
export const earlyStopping = { asha, median } as const;
