import type { Column, DatasetDescription } from "@assay/data";
import type { ExperimentSpec } from "@assay/experiment";

/** How a training is run: what must not change a bit, and what may. */
export interface Setting {
  readonly threads: number;
  readonly numerics: "fused" | "strict";
}

/** What is compared. */
export interface Bits {
  /** SHA-256 of the weights before and after the training. */
  readonly initial: string;
  readonly final: string;
  /** The hash of every epoch's order of examples, figures and tensors. */
  readonly chain: string;
  /** The losses and accuracies at the end, as JSON: a digit that differs is seen. */
  readonly figures: string;
}

/** A column whose values are bytes elsewhere. */
export interface GivenColumn extends Omit<Column, "values"> {
  readonly bytes: string;
}

/** What a page is given, as JSON: a resolved spec and its data, whose values it fetches by name. */
export interface Task {
  readonly spec: ExperimentSpec;
  readonly description: DatasetDescription;
  readonly fingerprint: string;
  readonly splits: Readonly<
    Record<"train" | "test", { readonly count: number; readonly inputs: GivenColumn; readonly targets: GivenColumn }>
  >;
  readonly settings: readonly Setting[];
}

/** What a page answers for a setting. */
export interface Answer {
  readonly setting: Setting;
  readonly bits: Bits;
}
