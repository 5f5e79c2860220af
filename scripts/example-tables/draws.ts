import { stream } from "../../packages/kernels/src/index.ts";

/** Draws for a table: those of the stream `0/<table>`, and what is made of them. */
export function createDraws(table: string) {
  /** Evenly from 0 to 1. */
  const uniform = stream(0, table);
  return {
    uniform,
    /** About normal: the sum of twelve uniform draws has variance 1 (Irwin and Hall). */
    normal: (mean: number, deviation: number): number => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += uniform();
      return mean + deviation * sum;
    },
    /** One of these. */
    choice: <T>(values: readonly T[]): T => values[Math.floor(uniform() * values.length)] as T,
  };
}
