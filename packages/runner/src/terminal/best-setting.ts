import type { SweepMetric } from "@assay/sweeps";
import { signOf } from "@assay/sweeps/metric";

/** The best setting so far, by the mean over its seeds: a lucky seed alone does not make one. */
export interface BestSetting<T> {
  /** Adds a trial that is over. @param figure null where it was not completed */
  add(trial: T, figure: number | null): void;
  /** A trial of it, and its mean; undefined while no setting has all its seeds. */
  get(): { readonly trial: T; readonly mean: number } | undefined;
}

/** @param repeats the trials of a setting */
export function createBestSetting<T extends { readonly setting: number }>(
  goal: SweepMetric["goal"],
  repeats: number,
): BestSetting<T> {
  const figures = new Map<number, (number | null)[]>();
  const sign = signOf({ goal });
  let best: ReturnType<BestSetting<T>["get"]>;
  return {
    add(trial, figure) {
      const own = [...(figures.get(trial.setting) ?? []), figure];
      figures.set(trial.setting, own);
      const known = own.filter((each) => each !== null);
      if (known.length < repeats) return;
      const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
      if (best === undefined || sign * mean < sign * best.mean) best = { trial, mean };
    },
    get: () => best,
  };
}
