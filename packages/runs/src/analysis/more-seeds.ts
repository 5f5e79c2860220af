import { studentQuantile } from "./distributions.ts";
import type { Sources } from "./variance-sources.ts";

/** A test of level α = 0.05 (two-sided) that finds the difference in four of five cases. */
const [LEVEL, POWER] = [0.975, 0.8];

/** Above so many more seeds the answer is not a plan. */
export const MOST = 100;

/** How many more seeds a recipe would be needed to detect a difference. "never": the test examples alone are too few. */
export type MoreSeeds = number | "more than 100" | "never";

/**
 * About how many more seeds a recipe would tell a difference from 0: the smallest n with
 * (t(0.975) + t(0.8)) · √(seeds' variance · now / n + examples' variance) ≤ difference, the usual approximation of the power of a
 * t test (for example Chow et al., Sample Size Calculations in Clinical Research, 3.2).
 *
 * @param now seeds of the recipe that has fewer
 * @param sides recipes whose seeds vary each by themselves: 1 where seeds pair, otherwise 2
 */
export function moreSeeds({ seeds, examples }: Sources, now: number, sides: 1 | 2, difference: number): MoreSeeds {
  const floor = (studentQuantile(LEVEL, 1e6) + studentQuantile(POWER, 1e6)) * Math.sqrt(examples);
  if (floor >= difference) return "never";
  for (let n = now + 1; n <= now + MOST; n++) {
    const freedom = sides * (n - 1);
    const wanted = studentQuantile(LEVEL, freedom) + studentQuantile(POWER, freedom);
    if (wanted * Math.sqrt((seeds * now) / n + examples) <= difference) return n - now;
  }
  return "more than 100";
}
