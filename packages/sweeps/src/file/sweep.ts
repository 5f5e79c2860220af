import type { LoadedSpec, Location } from "@assay/experiment";
import type { EarlyStopping } from "../early/contract.ts";
import type { Search, SearchOptions } from "../search.ts";
import type { Setting } from "../space.ts";
import type { Trial } from "../trial.ts";

/** What a sweep ranks its trials by: always of the validation split, the test split never chooses. */
export interface SweepMetric {
  /** "validation.loss", or "validation." and the name of a metric. */
  readonly name: string;
  readonly goal: "maximize" | "minimize";
}

/** One experiment of a sweep; which run it is follows from the data as well. */
export interface PlannedTrial extends Omit<Trial, "run" | "identity"> {
  /** What its setting sets: path → value, in the order of the file. */
  readonly sets: Setting;
  readonly loaded: LoadedSpec;
}

/** A sweep as its file says. */
export interface Sweep {
  /** What its folder is called. */
  readonly name: string;
  readonly file: string;
  /** The file as given. */
  readonly source: string;
  /** What the trials start from, as YAML, with the flags that change it. */
  readonly experiment: string;
  readonly method: string;
  readonly metric: SweepMetric;
  /** Where its name and its goal stand. */
  readonly metricAt: Location;
  readonly goalAt: Location;
  /** Paths that vary, in the order of the file. */
  readonly parameters: readonly string[];
  /** Trials of a setting, one a seed. */
  readonly repeats: number;
  /** Most settings; undefined where the grid is the bound. */
  readonly cap: number | undefined;
  /** Settings that are proposed without the results of so many before. */
  readonly lag: number;
  /** The rule by which trials are stopped, where there is one. */
  readonly early?: EarlyStopping;
  /** All trials, each a valid spec, where they depend on no result. */
  readonly trials?: readonly PlannedTrial[];
  /** A search from the first setting on. */
  readonly search: (options?: Pick<SearchOptions, "check" | "onInvalid">) => Search;
  /** The trials of a setting, one a seed. @throws SpecError where it is no valid spec */
  readonly trialsOf: (setting: Setting, number: number) => readonly PlannedTrial[];
}
