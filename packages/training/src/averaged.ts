import { elementsOf } from "@assay/kernels";
import type { Training } from "./training.ts";

/**
 * Exchanges the parameters and their average: what is evaluated and saved is the average. Done twice, everything is as it
 * was. Nothing happens where no average is kept.
 */
export function exchangeAverage({ engine, prepared }: Training): void {
  const { average } = prepared.programs;
  if (!average) return;
  const [values, averages] = [elementsOf(engine, prepared.parts.model.values), elementsOf(engine, average)];
  const kept = values.slice();
  values.set(averages);
  averages.set(kept);
}
