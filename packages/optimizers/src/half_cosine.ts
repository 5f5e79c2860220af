import { cos, InputError } from "@assay/kernels";
import type { Horizon } from "./contract.ts";

/** The option of schedules that fall along half a cosine. */
export const etaMinProperty = {
  eta_min: {
    type: "number",
    minimum: 0,
    default: 0,
    description: "The lowest learning rate, not above the optimizer's.",
  },
} as const;

/**
 * The rate n steps after the start of half a cosine of T steps: eta_min + (lr − eta_min) · (1 + cos(π n / T)) / 2.
 *
 * @param part who speaks in an error
 * @throws InputError if eta_min is above the optimizer's lr
 */
export function halfCosine(part: string, eta_min: number, { baseLr }: Horizon): (n: number, T: number) => number {
  if (eta_min > baseLr) {
    throw new InputError(part, `eta_min must not exceed the optimizer's lr ${baseLr}, got ${eta_min}`, ["eta_min"]);
  }
  return (n, T) => eta_min + ((baseLr - eta_min) * (1 + cos((Math.PI * n) / T))) / 2;
}
