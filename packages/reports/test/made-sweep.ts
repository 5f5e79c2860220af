import {
  distributions,
  importanceOf,
  type JournalLine,
  rankSettings,
  type Setting,
  type StoredSweep,
} from "@assay/sweeps";
import type { SweepReportInput } from "../src/contract.ts";
import { ACCURACY, madeRun } from "./made-runs.ts";

const { choice, log_uniform, uniform } = distributions;
const line = (replaced: Partial<JournalLine>): JournalLine => ({
  ...{ number: 0, setting: 0, seed: 1, run: "made/seed1-12345678", sets: {}, status: "completed", epochs: 3 },
  ...{ parameters: 10, seconds: 1, weights: "a".repeat(64), train: null, validation: null, curve: [] },
  ...replaced,
});

/** What becomes of the n-th setting: every fourth is stopped early, the eighth failed. */
function lines(sets: Setting, number: number, seeds: readonly number[]): JournalLine[] {
  const figure = 0.9 + 0.05 * Math.sin(number);
  return seeds.map((seed) => {
    const accuracy = figure + 0.001 * seed;
    const curve = [1, 2, 3].map((epoch) => [epoch, accuracy - 0.1 / epoch] as const);
    const shared = { setting: number, seed, sets, run: `made/seed${seed}-${number}` };
    if (number === 7) return line({ ...shared, status: "failed", reason: "the process ended with SIGKILL" });
    const isStopped = number % 4 === 3;
    return line({
      ...shared,
      ...{ status: isStopped ? "stopped" : "completed", epochs: isStopped ? 1 : 3 },
      ...{ curve: isStopped ? curve.slice(0, 1) : curve, validation: { loss: 1 - accuracy, accuracy } },
    });
  });
}

/** A sweep over a learning rate, an optimizer and its momentum, and so many settings of it. */
export function madeSweep(count: number, seeds: readonly number[] = [1, 2], names = NAMES): SweepReportInput {
  const [lr, type, momentum] = names;
  const settings = Array.from({ length: count }, (_, i): Setting => {
    const isSgd = i % 2 === 0;
    return {
      [lr]: 0.0001 * 10 ** ((i * 0.618) % 3),
      [type]: isSgd ? "sgd" : "adam",
      ...(isSgd && { [momentum]: (i * 0.382) % 1 }),
    };
  });
  const values = ["sgd", "adam"];
  const sweep: StoredSweep = {
    ...{ name: "made", folder: "results/sweeps/made", method: "random", seed: 3, cap: count, lag: 2, seeds, set: [] },
    ...{ early: { type: "asha", min_epochs: 1, reduction_factor: 3 }, exclude: [], total: count * seeds.length },
    metric: { name: "validation.accuracy", goal: "maximize" },
    parameters: [
      {
        ...{ name: lr, kind: "log_uniform", options: { min: 0.0001, max: 0.1 } },
        distribution: log_uniform.build({ min: 0.0001, max: 0.1 }),
      },
      { name: type, kind: "choice", options: { values }, distribution: choice.build({ values }) },
      {
        ...{ name: momentum, kind: "uniform", options: { min: 0, max: 1 }, when: { [type]: "sgd" } },
        distribution: uniform.build({ min: 0, max: 1 }),
      },
    ],
    base: (path) => (path === lr ? 0.001 : undefined),
    tried: settings.map((sets, i) => ({ number: i, sets, seeds, lines: lines(sets, i, seeds) })),
  };
  return {
    ...{ sweep, metric: ACCURACY, metrics: [ACCURACY], importance: importanceOf(sweep) },
    ranked: rankSettings(sweep.tried, sweep.metric, { isShare: true }),
    verdict: "Setting 3 and setting 9 are not distinguishable",
    notes: ["1 setting failed."],
    best: { resolved: "name: made\n", command: "pnpm run exp results/sweeps/made/best.yaml" },
    runs: [madeRun()],
  };
}

const NAMES: readonly [string, string, string] = ["optimizer.lr", "optimizer.type", "optimizer.momentum"];
