import type { Column } from "./contract.ts";

/** Classes as a column: bytes where they fit, as the trainer keeps them. */
export const labelColumn = (labels: ArrayLike<number>, classes: number): Column =>
  classes <= 256
    ? { dtype: "u8", shape: [], values: Uint8Array.from(labels) }
    : { dtype: "i32", shape: [], values: Int32Array.from(labels) };
