/** A part of a spec: its `type` and its options, defaults filled in. */
export interface PartSpec {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** A resolved spec: every default and override filled in, frozen. */
export interface ExperimentSpec {
  readonly name: string;
  readonly seed: number;
  readonly data: {
    readonly dataset: PartSpec;
    /** Examples held out of the training split: a count (integer ≥ 1, or 0) or a fraction in (0, 1). */
    readonly validation: number;
    readonly normalize: "none" | "unit" | "signed" | "standardize";
    /** Absent: what goes with the data, all for images, feature for tables. */
    readonly normalize_per?: "all" | "channel" | "feature";
  };
  readonly augmentation: readonly PartSpec[];
  readonly architecture: readonly PartSpec[];
  readonly loss: PartSpec;
  /** Absent: those that go with the kind of target. */
  readonly metrics?: readonly PartSpec[];
  readonly optimizer: PartSpec & { readonly lr: number };
  readonly lr_schedule: PartSpec;
  readonly training: TrainingSection;
}

/** How long is trained, on how much at a time, and what happens on the way. */
export interface TrainingSection {
  /** Passes over the training part. Either this or `steps`. */
  readonly epochs?: number;
  /** Updates of the weights. */
  readonly steps?: number;
  /** Examples in a batch, or all that are trained on. */
  readonly batch_size: number | "full";
  readonly sampling: "shuffle" | "replacement";
  readonly drop_last: boolean;
  /** Batches whose gradients make one update. */
  readonly accumulate: number;
  readonly gradient_clip?: { readonly norm?: number; readonly value?: number };
  readonly ema?: { readonly decay: number };
  /** Epochs from one evaluation to the next. */
  readonly eval_every: number;
  readonly early_stopping?: {
    readonly monitor: string;
    readonly patience: number;
    readonly min_delta: number;
    readonly mode?: "min" | "max";
  };
  readonly checkpoint: CheckpointSection;
  readonly record?: { readonly every_steps?: number; readonly test: boolean };
}

/** How often what decides the future is saved. */
export interface CheckpointSection {
  /** Either this or `every_minutes`; with neither, half a minute. */
  readonly every_epochs?: number;
  readonly every_minutes?: number;
  /** How many are kept; 0: none is written. */
  readonly keep: number;
  /** What the best epoch is chosen by. */
  readonly best?: string;
}

/** Where something stands: in a file, or in a flag. */
export interface Location {
  /** "file:line:column" (1-based), or the flag: "--set optimizer.lr=1". */
  readonly text: string;
  /** The line of the file, as it is; undefined where there is none (a flag, a missing file). */
  readonly line: string | undefined;
  /** File, line and column of `text`; undefined for a flag. */
  readonly file?: string;
  readonly row?: number;
  readonly column?: number;
}

/** A path into a spec: ["architecture", 0, "out_channels"]. */
export type SpecPath = readonly (string | number)[];

/** What a command may ask of a spec besides the file. */
export interface LoadOptions {
  /** Values of `--set`, in order, each "path=value"; a later one wins. */
  readonly set?: readonly string[];
  /** Where paths in `set` are meant from. Default: the current folder. */
  readonly folder?: string;
  /** Value of `--seed`; wins over `--set seed=…`. */
  readonly seed?: number;
}

/** A spec as loaded: what was asked, where it stands, and its identity. */
export interface LoadedSpec {
  readonly spec: ExperimentSpec;
  readonly file: string;
  /** The file as given. */
  readonly source: string;
  /** The resolved spec as YAML. */
  readonly resolved: string;
  /**
   * The spec's identity: SHA-256 (hex) of the canonical JSON of the resolved spec without what equals its default and
   * without paths, and of the version of the defaults.
   */
  readonly hash: string;
  /** Where the value (or its key) at a path of the spec stands, or its nearest ancestor that somebody wrote. */
  readonly locate: (path: SpecPath, what?: "value" | "key") => Location;
}
