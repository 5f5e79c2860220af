import type { Setting, Space } from "../space.ts";

/** A setting whose trials are over. */
export interface Told {
  readonly setting: Setting;
  /** What is to be small: the mean over its repeats of the metric, or of its negative. null where one of them failed. */
  readonly loss: number | null;
}

/** Proposes settings one after the other. What it answers depends on seed, space and what it was told, and on nothing else. */
export interface Method {
  /** Whether it ends by itself, once it has proposed everything. Default: false */
  readonly ends?: boolean;
  /**
   * The next setting; some of them may turn out to be excluded, or to be there already, and are passed over.
   * @param told the settings whose results may decide it, in their order
   * @param pending those that were taken before it, and whose results may not: they are still being tried, or count as if
   * @returns undefined where there is no other
   */
  ask(told: readonly Told[], pending: readonly Setting[]): Setting | undefined;
}

/** A way to search. */
export interface MethodDefinition {
  /** In a sentence: what it tries. */
  readonly description: string;
  /** Whether it learns from results: proposals then wait for those of the trials before. */
  readonly learns: boolean;
  /** @throws OptionError where it cannot search this space */
  create(space: Space, seed: number): Method;
}
