import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { ExperimentSpec, LoadedSpec } from "@assay/experiment";
import type { PlannedTrial, Setting } from "@assay/sweeps";
import type { TrainOutcome } from "@assay/training/events";
import type { GradientCheck } from "@assay/training/gradcheck";
import { parse, stringify } from "yaml";
import { DATA, fakeOutcome, loadedSpec, METRICS, STEPS } from "../../../runs/test/fake-outcome.ts";
import { snapshotAfter } from "../../../runs/test/sample-snapshot.ts";
import {
  type Prepared,
  type Services,
  services,
  type Trainer,
  type TrainOptions,
} from "../../src/commands/services.ts";

/** What a fake training does, read from the spec's `optimizer`. */
interface Behaviour {
  readonly lr: number;
  /** Diverge, crash or fail to read the data. */
  readonly fate?: "diverge" | "crash" | "bad data";
  /** Milliseconds a step takes. */
  readonly pace?: number;
}

interface FakePrepared extends Prepared {
  readonly loaded: LoadedSpec;
}

const BATCH = 64;

const FAKE_ASSAY = fileURLToPath(new URL("fake-assay.ts", import.meta.url));

/** Services that load any YAML as a spec and train nothing, in as many steps as a small training has. */
export const fakeServices: Services = {
  loadSpec: async (file, options) => {
    const spec = parse(readFileSync(file, "utf8")) as ExperimentSpec;
    return loadedSpec({ ...spec, ...(options?.seed !== undefined && { seed: options.seed }) }, file);
  },
  loadSweep: async (file) => {
    const { lrs, ...keys } = parse(readFileSync(file, "utf8")) as { experiment: ExperimentSpec; lrs: number[] };
    const { experiment } = keys;
    const source = stringify({ ...keys, parameters: { "optimizer.lr": { values: lrs } } });
    const trialsOf = (sets: Setting, number: number): PlannedTrial[] => {
      const lr = sets["optimizer.lr"] as number;
      const loaded = loadedSpec({ ...experiment, optimizer: { ...experiment.optimizer, lr } }, "base.yaml");
      return [{ number, setting: number, seed: experiment.seed, sets, loaded }];
    };
    const place = { text: `${file}:1:1`, line: undefined };
    return {
      ...{ name: basename(file, ".yaml"), file, source, experiment: stringify(experiment), method: "grid" },
      ...{ metric: { name: "validation.accuracy", goal: "maximize" }, metricAt: place, goalAt: place },
      ...{ parameters: ["optimizer.lr"], repeats: 1, cap: undefined, lag: 0 },
      trials: lrs.flatMap((lr, number) => trialsOf({ "optimizer.lr": lr }, number)),
      search() {
        const settings: Setting[] = [];
        const next = () => {
          const lr = lrs[settings.length];
          if (lr === undefined) return "end" as const;
          settings.push({ "optimizer.lr": lr });
          return "found" as const;
        };
        return { settings, next };
      },
      trialsOf,
    };
  },
  resolveSpec: async (text, title) => loadedSpec(parse(text) as ExperimentSpec, title),
  trialProcess: () => fork(FAKE_ASSAY, ["trials"], { stdio: ["ignore", "ignore", "inherit", "ipc"] }),
  inference: () => services.inference(),
  complete: () => services.complete(),
  reports: () => services.reports(),
  versions: async () => ({ assay: "0.1.0", numerics: "1" }),
  trainer: async () => ({
    load: () => Promise.resolve(),
    prepare,
    profile,
    train,
    gradcheck: async (_, { signal }) => (signal.aborted ? undefined : GRADIENTS),
    carryOver: (_, snapshot) => Promise.resolve(snapshot),
    checkFork: () => Promise.resolve(),
    whyNotExtended: () => Promise.resolve("it only pretends"),
    dataOverview: () => Promise.reject(new Error("the fake trainer has no data")),
    augmented: () => Promise.reject(new Error("the fake trainer has no images")),
    chooseNumerics: (wanted) => wanted,
    revectorizeWhereEqual: () => Promise.resolve(true),
    NUMERICS_VERSION: "1",
  }),
};

/** A check of two parameters, one of which is off. */
const GRADIENTS: GradientCheck = {
  ok: false,
  tolerance: 0.01,
  parameters: [
    { where: "random direction 1", error: 0.002, ok: true, name: "0.weight", shape: [3, 4] },
    { where: "element [1]", error: 0.5, ok: false, name: "0.bias", shape: [4] },
  ].map(({ where, error, ...parameter }) => ({
    ...parameter,
    ...{ norm: 0.5, directions: 3, elements: 3, worst: { where, error, numeric: 0.25, analytic: 0.125 } },
  })),
  ...{ batch_size: 32, steps: 0, reduction: "mean", objective: 2.3, noise: 1e-8, threads: 1, numerics: "fused" },
};

const prepare = (loaded: LoadedSpec): FakePrepared => ({
  loaded,
  arenaBytes: 12_345_678,
  parts: {
    metrics: METRICS,
    augmentations: [],
    data: { shape: [28, 28, 1] },
    plan: { epochs: 2 },
  },
  fingerprint: () => DATA,
  summary: [
    { path: "0", type: "conv2d", output: [28, 28, 16], parameters: 160, flops: 225_792 },
    { path: "1", type: "relu", output: [28, 28, 16], parameters: 0, flops: 12_544 },
    { path: "2", type: "residual", output: [28, 28, 16], parameters: 2320, flops: 3_600_000 },
    { path: "2.body.0", type: "conv2d", output: [28, 28, 16], parameters: 2320, flops: 3_600_000 },
    { path: "3", type: "flatten", output: [12544], parameters: 0, flops: 0 },
    { path: "4", type: "linear", output: [10], parameters: 125_450, flops: 250_880 },
  ],
});

/** Two calls, one of them of a kernel that counts no operations. */
const profile: Trainer["profile"] = async (_, { threads, numerics }) => ({
  batch_size: BATCH,
  threads,
  numerics,
  seconds: 0.000_95,
  limit: 50e9 * threads,
  calls: [
    { kernel: "gemm", layer: "4 linear", writes: "output", seconds: 0.000_75, share: 0.75, flops_per_second: 25e9 },
    { kernel: "adam", layer: "", writes: "parameters", seconds: 0.000_25, share: 0.25, flops_per_second: 0 },
  ],
});

async function train(
  prepared: Prepared,
  { threads, numerics, listeners, signal }: TrainOptions,
): Promise<TrainOutcome> {
  const { loaded } = prepared as FakePrepared;
  const { epochs = 1 } = loaded.spec.training;
  const { fate, pace = 0 } = loaded.spec.optimizer as unknown as Behaviour;
  const outcome = fakeOutcome(loaded, { threads, numerics });
  const tell = (event: Parameters<(typeof listeners)[number]>[0]) => {
    for (const listener of listeners) listener(event);
  };
  if (fate === "bad data") throw Object.assign(new Error("EACCES: permission denied, open 'data'"), { code: "EACCES" });
  const steps = epochs * STEPS;
  tell({ type: "start", epochs, stepsPerEpoch: STEPS, steps, batchSize: BATCH, validation: true, metrics: METRICS });
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (let step = 1; step <= STEPS; step++) {
      const {
        predictions: _,
        test: __,
        worst: ___,
        ...unfinished
      } = { ...outcome, epochs: epoch - 1, steps: (epoch - 1) * STEPS + step };
      if (signal.aborted) {
        const snapshot = snapshotAfter(epoch - 1, step);
        return { ...unfinished, status: "interrupted", test_evaluations: 0, snapshot };
      }
      if (fate === "crash" && step === 3) throw new Error("the fake trainer crashed");
      if (fate === "diverge" && step === 3) {
        const divergence = { step: 3, epoch, tensor: "0.weight.gradient" };
        const train = { loss: Number.NaN, accuracy: 0.1 };
        return { ...unfinished, status: "diverged", test_evaluations: 0, train, divergence };
      }
      const now = { loss: 2.3 / (epoch + step / STEPS), accuracy: 0.9 + epoch / 1000 };
      tell({ type: "step", epoch, step, stepsPerEpoch: STEPS, train: now, samplesPerSecond: 54_321 });
      await new Promise((resolve) => setTimeout(resolve, pace));
    }
    const record = { epoch, step: epoch * STEPS, lr: 0.001 / epoch, train: { loss: 0.2345 / epoch, accuracy: 0.93 } };
    const own = { loss: 0.1234 / epoch, accuracy: 0.95 };
    const validation = epoch === epochs ? (outcome.validation ?? own) : own;
    const times = { seconds: 2.5 * epoch, samples_per_second: 54_321 };
    tell({ type: "epoch", record: { ...record, validation, ...times }, evaluated: true });
  }
  tell({ type: "evaluate", split: "test" });
  return outcome;
}
