import { availableNumerics } from "@assay/kernels";
import type { Setting } from "./contract.ts";

/** Whether this machine multiplies and adds with one rounding, as `fused` asks. */
export const fuses = availableNumerics() === "fused";

/** What is trained everywhere: all settings of the same numerics are to give one hash. */
export const SETTINGS: readonly Setting[] = (fuses ? (["fused", "strict"] as const) : (["strict"] as const)).flatMap(
  (numerics) => [1, 2].map((threads) => ({ numerics, threads })),
);
