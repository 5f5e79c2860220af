import type { Distribution } from "./contract.ts";

/** So many values on a line, each as likely as another. @param value the i-th, from 0 @param index the inverse */
export const steps = (
  count: number,
  value: (index: number) => unknown,
  index: (value: unknown) => number,
): Distribution => ({
  values: { count, at: value },
  ordered: true,
  at: (u) => value(Math.min(count - 1, Math.floor(u * count))),
  place: (found) => (index(found) + 0.5) / count,
});
