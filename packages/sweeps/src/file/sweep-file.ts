import type { earlyStopping } from "../early/registry.ts";
import type { Setting } from "../space.ts";
import type { SweepMetric } from "./sweep.ts";

/** The keys of a sweep that its schema has accepted, defaults filled in. */
export interface SweepFile {
  readonly name?: string;
  readonly experiment: string | object;
  readonly method: string;
  readonly seed: number;
  readonly metric: SweepMetric;
  readonly parameters?: Readonly<Record<string, { readonly values?: readonly unknown[] }>>;
  readonly exclude?: readonly Setting[];
  readonly run_cap?: number;
  readonly lag: number;
  readonly early_terminate?: {
    readonly type: keyof typeof earlyStopping;
    readonly min_epochs: number;
    /** Of asha. */
    readonly reduction_factor?: number;
  };
  readonly repeats?: { readonly seeds: readonly number[] };
}

/** The seeds that every setting is repeated over, whichever way they are written; undefined where there is the experiment's alone. */
export const seedsOf = ({ repeats, parameters }: SweepFile): readonly number[] | undefined =>
  repeats?.seeds ?? (parameters?.seed?.values as readonly number[] | undefined);
