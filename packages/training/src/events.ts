import type { ModelDescription, WorstExamples } from "./model-description.ts";
import type { Position } from "./position.ts";

export type * from "./model-description.ts";

/** How well the model does on one split: the mean of the loss over the examples, and each metric under its name. */
export interface Metrics {
  readonly loss: number;
  readonly [metric: string]: number;
}

/** What tables and verdicts must know of a metric. */
export interface MetricInfo {
  /** Its key in `Metrics`: "accuracy", "top_5". */
  readonly name: string;
  readonly better: "higher" | "lower";
  readonly shown: "percent" | "number";
}

/** How well a model does on the examples of one class. */
export interface ClassFigures {
  /** Its name, or its number. */
  readonly name: string;
  readonly examples: number;
  /** Each metric that has a number a class, under its name. */
  readonly [metric: string]: number | string;
}

/** What a model says of the test split, one row an example, in the order of the file. */
export type Predictions =
  | {
      readonly kind: "class";
      /** Names of the classes; absent where they are numbers. */
      readonly names?: readonly string[];
      readonly label: ArrayLike<number>;
      readonly predicted: Int32Array;
      /** Of the predicted class. */
      readonly score: Float32Array;
      /** Its share of the softmax, or the output itself where the loss makes no probabilities of outputs. */
      readonly score_is: "probability" | "output";
    }
  | {
      readonly kind: "values";
      /** Numbers an example. */
      readonly size: number;
      readonly target: Float32Array;
      readonly predicted: Float32Array;
    };

export type Status = "completed" | "interrupted" | "diverged" | "failed";

/** The batch at hand after a step: a line of metrics.jsonl, where a spec asks for it. */
export interface StepRecord {
  /** From 1. */
  readonly epoch: number;
  /** Updates done since the start. */
  readonly step: number;
  readonly lr: number;
  /** Of the last batch alone. */
  readonly train: Metrics;
}

/** One finished epoch: a line of metrics.jsonl. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Updates done since the start. */
  readonly step: number;
  /** Learning rate of the epoch's last step. */
  readonly lr: number;
  readonly train: Metrics;
  /** Absent where the spec holds nothing out, or this epoch is not evaluated. */
  readonly validation?: Metrics;
  /** Where the spec has the test split reported at each evaluation. */
  readonly test?: Metrics;
  /** Wall time since the training began, evaluation included. */
  readonly seconds: number;
  /** Training only, evaluation excluded. */
  readonly samples_per_second: number;
}

/**
 * What an evaluated epoch has left behind, as hashes (hex; the first 64 bits of SHA-256, the chain's whole). Two trainings
 * are the same as far as their links are.
 */
export interface ChainLink {
  readonly epoch: number;
  /** Of the order in which the epoch visited the examples. */
  readonly order: string;
  /** Of the epoch's record, its times excepted. */
  readonly metrics: string;
  /** Of each parameter and buffer, by name. */
  readonly tensors: Readonly<Record<string, string>>;
  /** Of all this and the link before. */
  readonly chain: string;
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
  | {
      readonly type: "start";
      readonly epochs: number;
      /** Updates in an epoch, and in the whole training, whose last epoch may be cut short. */
      readonly stepsPerEpoch: number;
      readonly steps: number;
      /** Examples of an update. */
      readonly batchSize: number;
      /** Whether examples are held out. */
      readonly validation: boolean;
      /** The first is what people look at first. */
      readonly metrics: readonly MetricInfo[];
    }
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
  | { readonly type: "record"; readonly record: StepRecord }
  /** `evaluated`: whether this epoch was one of those that are. */
  | {
      readonly type: "epoch";
      readonly record: EpochRecord;
      readonly evaluated: boolean;
      /** Of an evaluated epoch. */
      readonly link?: ChainLink;
    }
  | { readonly type: "evaluate"; readonly split: "test" };

export type Listener = (event: TrainEvent) => void;

/** What a training has reached besides its tensors: plain data. */
export interface Progress {
  readonly position: Position;
  readonly initial_weights: string;
  /** Seconds of training steps, and the examples in them. */
  readonly seconds: number;
  readonly examples: number;
  /** The same two at the start of the epoch at hand. */
  readonly before: { readonly seconds: number; readonly examples: number };
  /** Wall time since the training began, evaluation included. */
  readonly elapsed: number;
  /** The finished epochs, in order. */
  readonly records: readonly EpochRecord[];
  /** Of the evaluated ones, in order. */
  readonly links: readonly ChainLink[];
  /** Whether a policy has ended it. */
  readonly stopped_early?: boolean;
  /** Of the last evaluation, where it is the validation split that tells of the classes. */
  readonly classes?: readonly ClassFigures[] | undefined;
}

/** Everything that decides how a training goes on: random draws need no state, they follow from seed and number. */
export interface Snapshot extends Progress {
  readonly tensors: readonly NamedValues[];
}

/** A named tensor of a snapshot. */
export interface NamedValues {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

/** What a training leaves behind; the values are those of run.json. */
export interface TrainOutcome {
  readonly status: Exclude<Status, "failed">;
  readonly epochs: number;
  readonly steps: number;
  readonly threads: number;
  readonly numerics: "fused" | "strict";
  readonly metrics: readonly MetricInfo[];
  readonly hashes: {
    readonly data: string;
    readonly initial_weights: string;
    readonly final_weights: string;
    /** The last link's; absent before the first evaluated epoch. */
    readonly chain?: string;
  };
  readonly train?: Metrics;
  readonly validation?: Metrics;
  /** Only of a completed training whose data has a test split. */
  readonly test?: Metrics;
  readonly test_evaluations: number;
  /** Where early stopping has ended it before its last epoch. */
  readonly stopped_early?: true;
  /** Of a completed training that measures by class: of the test split, or of the validation split where there is no test. */
  readonly classes?: readonly ClassFigures[];
  readonly train_seconds: number;
  readonly samples_per_second: number;
  readonly parameters: number;
  readonly divergence?: Divergence;
  /** One an evaluated epoch. */
  readonly links: readonly ChainLink[];
  /** Name, shape and values of every parameter and buffer. */
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: Float32Array;
  }[];
  /** What a use of these weights must know. */
  readonly model: ModelDescription;
  /** Of a completed training with a test split. */
  readonly predictions?: Predictions;
  /** The same. */
  readonly worst?: WorstExamples;
  /** Of an interrupted one: from where it goes on; none where a NaN or an infinity is in it. */
  readonly snapshot?: Snapshot;
}
