import type { JsonSchema } from "@assay/experiment";
import { OptionError } from "./option-error.ts";

/** The two ends of a range. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** @throws OptionError for a range that is empty */
export function checkBounds({ min, max }: Bounds): void {
  if (min >= max) throw new OptionError("max", `max must be above min, got ${max} and ${min}`);
}

/** The options of a range. */
export const boundsOf = (of: JsonSchema = { type: "number" }) => ({
  min: { ...of, description: "The smallest value." },
  max: { ...of, description: "The largest value, above min." },
});
