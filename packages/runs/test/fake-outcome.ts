import { createHash } from "node:crypto";
import type { ExperimentSpec, LoadedSpec } from "@assay/experiment";
import type { Metrics, TrainOutcome } from "@assay/training/events";
import { stringify } from "yaml";

/** Steps an epoch of a training that only pretends. */
export const STEPS = 40;

/** What these trainings measure. */
export const METRICS = [{ name: "accuracy", better: "higher", shown: "percent" }] as const;

/** The fingerprint of their data. */
export const DATA = "d".repeat(64);

/** A spec made from a plain object: what the loader would give for a file that says the same. */
export function loadedSpec(spec: object, file = "fake.yaml"): LoadedSpec {
  const resolved = stringify(spec);
  return {
    spec: spec as ExperimentSpec,
    file,
    source: resolved,
    resolved,
    hash: createHash("sha256").update(resolved).digest("hex"),
    locate: () => ({ text: `${file}:1:1`, line: undefined }),
  };
}

/** Results that follow from seed and learning rate, so that a run can be told from another. */
export function fakeOutcome({ spec }: LoadedSpec, options: Pick<TrainOutcome, "threads" | "numerics">): TrainOutcome {
  const metrics = (shift: number): Metrics => ({
    loss: 0.05 + shift + spec.optimizer.lr,
    accuracy: 0.98 + shift / 10 + (spec.seed % 7) / 1000 - spec.optimizer.lr,
  });
  const { epochs = 1 } = spec.training;
  return {
    status: "completed",
    epochs,
    steps: epochs * STEPS,
    threads: options.threads,
    numerics: options.numerics,
    hashes: { data: DATA, initial_weights: "1".repeat(64), final_weights: "2".repeat(64) },
    metrics: METRICS,
    train: metrics(0.02),
    validation: metrics(0.01),
    test: metrics(0),
    test_evaluations: 1,
    train_seconds: 1.5,
    samples_per_second: 54_321,
    parameters: 7850,
    links: [],
    weights: [{ name: "0.weight", shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    model: {
      input: { shape: [2, 2, 1], dtype: "u8" },
      normalization: { scale: [1 / 255], shift: [0] },
      target: { kind: "class", classes: 10 },
      outputs: "logits",
      background: [0],
    },
    worst: {
      shape: [2, 2, 1],
      dtype: "u8",
      examples: [{ index: 1, label: "2", predicted: "1", score: Math.fround(0.1), input: Uint8Array.of(0, 255, 7, 0) }],
    },
    predictions: {
      kind: "class",
      label: Uint8Array.of(7, 2),
      predicted: Int32Array.of(7, 1),
      score: Float32Array.of(0.75, 0.1),
      score_is: "probability",
    },
  };
}
