import type { ModelDescription, RunRecord, StoredPredictions, StoredRun, WorstExamples } from "@assay/runs";
import type { RunReportInput } from "../src/contract.ts";

export const ACCURACY = { name: "accuracy", better: "higher", shown: "percent" } as const;
export const RMSE = { name: "rmse", better: "lower", shown: "number" } as const;

const record: RunRecord = {
  run: "digits/seed1-12345678",
  path: "results/digits/seed1-12345678",
  status: "completed",
  name: "digits",
  seed: 1,
  epochs: 4,
  steps: 40,
  threads: 2,
  numerics: "fused",
  hashes: {
    spec: "a".repeat(64),
    data: "b".repeat(64),
    initial_weights: "c".repeat(64),
    final_weights: "d".repeat(64),
  },
  metrics: [ACCURACY],
  train: { loss: 0.1, accuracy: 0.96 },
  validation: { loss: 0.2, accuracy: 0.94 },
  test: { loss: 0.25, accuracy: 0.9 },
  seconds: 12.5,
  train_seconds: 10,
  samples_per_second: 12_345,
  parameters: 7850,
  test_evaluations: 1,
  started: "2026-01-02T03:04:05.000Z",
  machine: { cpu: "A processor", cores: 2, memory: 2 ** 33, os: "Linux", node: "v24.0.0" },
  versions: { assay: "0.1.0", numerics: "3" },
};

const epochs: StoredRun["epochs"] = [0.8, 0.9, 0.95, 0.94].map((accuracy, i) => ({
  epoch: i + 1,
  step: (i + 1) * 10,
  lr: 0.01 / (i + 1),
  train: { loss: 1 / (i + 1), accuracy: accuracy + 0.01 },
  validation: { loss: 1.1 / (i + 1), accuracy },
  seconds: 3 * (i + 1),
  samples_per_second: 12_345,
}));

const resolved = `name: digits
seed: 1
data: { dataset: { type: mnist }, validation: 5000 }
architecture: [flatten, { type: linear, out_features: 10, bias: true, init: { type: kaiming_uniform } }]
optimizer: { type: adam, lr: 0.01 }
training: { epochs: 4, batch_size: 64 }
`;

/** Ten test examples of three classes, nine of them right. */
export const CLASSES: Extract<StoredPredictions, { kind: "class" }> = {
  kind: "class",
  label: ["a", "a", "a", "a", "b", "b", "b", "c", "c", "c"],
  predicted: ["a", "a", "a", "b", "b", "b", "b", "c", "c", "c"],
  score: Float64Array.of(0.95, 0.9, 0.8, 0.55, 0.99, 0.7, 0.85, 0.6, 0.65, 1),
  score_is: "probability",
};

export const VALUES: Extract<StoredPredictions, { kind: "values" }> = {
  kind: "values",
  size: 1,
  target: Float64Array.of(1, 2, 3, 4),
  predicted: Float64Array.of(1.5, 2, 2.5, 5),
};

export const MODEL: ModelDescription = {
  input: { shape: [2, 2, 1], dtype: "u8" },
  normalization: { scale: [1], shift: [0] },
  target: { kind: "class", classes: 3, names: ["a", "b", "c"] },
  outputs: "logits",
};

export const WORST: WorstExamples = {
  shape: [2, 2, 1],
  dtype: "u8",
  examples: [{ index: 1234, label: "a", predicted: "b", score: 0.55, input: Uint8Array.of(0, 85, 170, 255) }],
};

export interface Made {
  readonly record?: Partial<RunRecord>;
  readonly epochs?: StoredRun["epochs"];
  readonly steps?: StoredRun["steps"];
  readonly resolved?: string;
}

export const madeRun = (made: Made = {}): StoredRun => ({
  record: { ...record, ...made.record },
  epochs: made.epochs ?? epochs,
  steps: made.steps ?? [],
  resolved: made.resolved ?? resolved,
  notes: [],
});

/** A completed run of classes with everything that a page shows, but for what is replaced. */
export const madeInput = (made: Made = {}, replaced: Partial<RunReportInput> = {}): RunReportInput => ({
  run: madeRun(made),
  spec: {
    data: { dataset: { type: "mnist" }, validation: 5000 },
    architecture: [
      { type: "flatten" },
      { type: "linear", out_features: 10, bias: true, init: { type: "kaiming_uniform" } },
    ],
    optimizer: { type: "adam", lr: 0.01 },
  },
  model: MODEL,
  predictions: CLASSES,
  weights: [{ name: "1.weight", shape: [4, 3], values: Float32Array.from({ length: 12 }, (_, i) => i - 6) }],
  worst: WORST,
  notes: [],
  ...replaced,
});

/** Texts that would do something in a page, a script, a table or on a terminal if they were not taken for text. */
export const HOSTILE = [
  "<script>window.hacked = 1</script>",
  '"><img src=x onerror="window.hacked = 1">',
  "</script><script>window.hacked = 1</script>",
  "</style><script>window.hacked = 1</script>",
  "javascript:window.hacked=1",
  "<svg/onload=window.hacked=1>",
  "a\u202egnp.exe\u2066\u2028b\u0007\u001b[31m",
  "| pipes | `ticks` | [link](javascript:alert(1)) ![x](y) <b>",
  "{a|rich} {b} {c}",
  "x".repeat(3000),
  "__proto__",
  "constructor",
] as const;
