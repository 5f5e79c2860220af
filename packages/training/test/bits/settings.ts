import type { Setting } from "./contract.ts";

/** Every one of them is to give one hash for its numerics. */
export const SETTINGS: readonly Setting[] = (["fused", "strict"] as const).flatMap((numerics) =>
  [1, 2].map((threads) => ({ numerics, threads })),
);
