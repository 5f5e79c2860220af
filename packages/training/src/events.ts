/** How well the model does on one split. */
export interface Metrics {
  /** Mean of the loss over the examples. */
  readonly loss: number;
  /** Share of the examples whose highest output is their class, 0 to 1. */
  readonly accuracy: number;
}

export type Status = "completed" | "interrupted" | "diverged" | "failed";

/** One finished epoch: a line of metrics.jsonl. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Steps done since the start. */
  readonly step: number;
  /** Learning rate of the epoch's last step. */
  readonly lr: number;
  readonly train: Metrics;
  /** Absent where the spec holds nothing out. */
  readonly validation?: Metrics;
  /** Wall time since the training began, evaluation included. */
  readonly seconds: number;
  /** Training only, evaluation excluded. */
  readonly samples_per_second: number;
}

/** Where a training stopped making sense. */
export interface Divergence {
  readonly step: number;
  readonly epoch: number;
  /** The first tensor that holds a NaN or an infinity, in the order of the step. */
  readonly tensor: string;
}

/** What a trainer tells its listeners: progress bar, metrics writer. Nothing flows back. */
export type TrainEvent =
  | { readonly type: "start"; readonly epochs: number; readonly stepsPerEpoch: number; readonly batchSize: number }
  | {
      readonly type: "step";
      /** From 1. */
      readonly epoch: number;
      /** Within the epoch, from 1. */
      readonly step: number;
      readonly stepsPerEpoch: number;
      /** Over the epoch so far. */
      readonly train: Metrics;
      readonly samplesPerSecond: number;
    }
  | { readonly type: "epoch"; readonly record: EpochRecord }
  | { readonly type: "evaluate"; readonly split: "test" };

export type Listener = (event: TrainEvent) => void;

/** What a training leaves behind; the values are those of run.json. */
export interface TrainOutcome {
  readonly status: Exclude<Status, "failed">;
  readonly epochs: number;
  readonly steps: number;
  readonly threads: number;
  readonly numerics: "fused" | "strict";
  readonly hashes: { readonly data: string; readonly initial_weights: string; readonly final_weights: string };
  readonly train?: Metrics;
  readonly validation?: Metrics;
  /** Only of a completed training. */
  readonly test?: Metrics;
  readonly test_evaluations: number;
  readonly train_seconds: number;
  readonly samples_per_second: number;
  readonly parameters: number;
  readonly divergence?: Divergence;
  /** Name, shape and values of every parameter and buffer. */
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: Float32Array;
  }[];
  /** Of the test split, one an example, in the order of the file: the class and its probability (or output). */
  readonly predictions?: { readonly predicted: Uint8Array; readonly score: Float32Array; readonly label: Uint8Array };
}
