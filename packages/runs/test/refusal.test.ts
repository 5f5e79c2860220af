import { expect, test } from "vitest";
import { type CompareOptions, compareRuns, type RunRecord } from "../src/index.ts";
import { SPEC, seeds, stored } from "./sample-runs.ts";

const hashes = { spec: "a", data: "e".repeat(64), initial_weights: null, final_weights: null };
const data = (change: object) => ({ data: { ...SPEC.data, ...change } });
const top = [{ name: "top_k", better: "higher", shown: "percent" }] as const;

/** Why a run that was changed must not be compared with one that was not. */
function reasons(spec: object, more: Partial<RunRecord> = {}, options: CompareOptions = {}, base: object = {}) {
  const runs = [stored({ seed: 2, ...base }, 0.9), stored({ name: "b", ...base, ...spec }, 0.8, more)];
  return compareRuns(runs, options).incomparable;
}

test.each([
  ["different data", {}, { hashes }, "Different data: dddddddd (tiny/seed2-0.9); eeeeeeee (b/seed1-0.8)."],
  [
    "another validation split",
    data({ validation: 0.1 }),
    {},
    "Different validation splits: data.validation 100 (tiny/seed2-0.9); data.validation 0.1 (b/seed1-0.8); " +
      "what is held out is not trained on.",
  ],
  [
    "another normalization",
    data({ normalize: "unit", normalize_per: "channel" }),
    {},
    "Different normalization: standardize (tiny/seed2-0.9); unit per channel (b/seed1-0.8).",
  ],
  [
    "another target of the same file",
    data({ dataset: { type: "mnist", target: "x" } }),
    {},
    "Different examples or targets of the data: mnist (tiny/seed2-0.9); mnist {target: x} (b/seed1-0.8).",
  ],
  [
    "other numerics",
    {},
    { numerics: "strict" as const },
    "Different numerics: fused (tiny/seed2-0.9); strict (b/seed1-0.8).",
  ],
  [
    "kernels of another version",
    {},
    { versions: { assay: "0.1.0", numerics: "2" } },
    "Different versions of the kernels: 1 (tiny/seed2-0.9); 2 (b/seed1-0.8).",
  ],
])("%s is refused with the reason", (_, spec, more, sentence) => {
  expect(reasons(spec, more)).toEqual([sentence]);
});

test("data that is not recorded is refused, of one run as of all", () => {
  const unknown = { hashes: { ...hashes, data: null } };
  expect(reasons({}, unknown)).toEqual(["The data of b/seed1-0.8 is not recorded."]);
  const both = [stored({}, 0.9, unknown), stored({ name: "b", optimizer: { type: "adam" } }, 0.8, unknown)];
  expect(compareRuns(both).incomparable).toEqual(["The data of tiny/seed1-0.9, b/seed1-0.8 is not recorded."]);
  expect(compareRuns(both.slice(0, 1)).incomparable, "alone").toEqual([]);
});

test("hashes that differ after what is shown of them are different data", () => {
  const [first, second] = ["0", "1"].map((end) => ({ hashes: { ...hashes, data: `${"e".repeat(63)}${end}` } }));
  const runs = [stored({}, 0.9, first), stored({ name: "b", optimizer: { type: "adam" } }, 0.8, second)];
  expect(compareRuns(runs).incomparable).toEqual([
    "Different data: eeeeeeee (tiny/seed1-0.9); eeeeeeee (b/seed1-0.8).",
  ]);
});

test("what a recipe is free to choose is no reason", () => {
  const free = {
    augmentation: [{ type: "random_affine" }],
    architecture: [{ type: "flatten" }],
    optimizer: { type: "adam", lr: 1 },
    training: { epochs: 9, batch_size: 1 },
  };
  expect(reasons(free)).toEqual([]);
  expect(reasons(data({ dataset: { type: "mnist", features: ["a"], path: "/elsewhere" } }))).toEqual([]);
});

test("a run without the split that is asked for, or without the metric, is refused", () => {
  expect(reasons({}, { test: null }, { split: "test" })).toEqual([
    "Some have no test result: has (tiny/seed2-0.9); has none (b/seed1-0.8).",
  ]);
  expect(reasons({}, { metrics: top }, { metric: "accuracy" })).toEqual([
    "Different definitions of accuracy: higher is better, percent (tiny/seed2-0.9); not measured (b/seed1-0.8).",
  ]);
});

test("a metric of the same name with other options is another metric", () => {
  const measured = (k: number) => ({ metrics: [{ type: "top_k", k }] });
  const runs = [2, 3].map((k) => stored({ name: `k${k}`, ...measured(k) }, 0.9, { metrics: top }));
  expect(compareRuns(runs).incomparable).toEqual([
    "Different definitions of top_k: higher is better, percent {k: 2} (k2/seed1-0.9); " +
      "higher is better, percent {k: 3} (k3/seed1-0.9).",
  ]);
});

const smoothed = { loss: { type: "cross_entropy", label_smoothing: 0.1, reduction: "mean" } };
const plain = { loss: { type: "cross_entropy", label_smoothing: 0, reduction: "mean" } };
const DIFFERENT =
  "Losses are defined differently and cannot be ranked together: " +
  "cross_entropy {label_smoothing: 0} (tiny/seed2-0.9); cross_entropy {label_smoothing: 0.1} (b/seed1-0.8)";

test("losses of different kinds or smoothing are refused, unless a metric is named to compare by", () => {
  expect(reasons(smoothed, {}, {}, plain)).toEqual([`${DIFFERENT}; --metric accuracy compares by that alone.`]);
  expect(reasons(smoothed, {}, { metric: "loss" }, plain)).toHaveLength(1);
  const runs = [...seeds({ ...plain }, [0.9, 0.91]), stored({ name: "b", ...smoothed }, 0.8)];
  const { incomparable, warnings, rows } = compareRuns(runs, { metric: "accuracy" });
  expect(incomparable).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining("Losses are defined differently")]);
  expect(rows.map(({ test, sd }) => [test.loss, sd?.test.loss ?? null, test.accuracy !== null])).toEqual([
    [null, null, true],
    [null, null, true],
  ]);
});

test("what is minimized, a sum or a mean, does not change the loss that is reported", () => {
  expect(reasons({ loss: { ...plain.loss, reduction: "sum" } }, {}, {}, plain)).toEqual([]);
  const margin = { loss: { type: "multi_margin", reduction: "mean" } };
  expect(reasons({ loss: { ...margin.loss, reduction: "sum" } }, {}, {}, margin)).toEqual([]);
  const mse = (reduction: string) => ({ loss: { type: "mse", reduction } });
  expect(reasons(mse("sum"), {}, {}, mse("batchmean"))).toEqual([]);
  expect(reasons(mse("sum"), {}, {}, mse("mean"))).toEqual([
    expect.stringContaining("mse (tiny/seed2-0.9); mse {reduction: batchmean} (b/seed1-0.8)"),
  ]);
});

test("runs on other machines are compared, but for their times", () => {
  const runs = [stored({}, 0.9), stored({ name: "b", optimizer: { type: "adam" } }, 0.8, { threads: 1 })];
  const { incomparable, warnings } = compareRuns(runs);
  expect(incomparable).toEqual([]);
  expect(warnings).toEqual(["Times are not comparable: different processors or numbers of threads."]);
});

test("of many rows a reason names a few", () => {
  const runs = Array.from({ length: 30 }, (_, i) =>
    stored({ name: `r${i}`, ...data({ validation: 10 + (i % 6) }) }, 0.5 + i / 100),
  );
  const [sentence] = compareRuns(runs).incomparable;
  expect(sentence).toContain("data.validation 10 (r0/seed1-0.5, r6/seed1-0.56, r12/seed1-0.62 and 2 more); ");
  expect(sentence).toMatch(/ and 2 more; what is held out is not trained on\.$/);
});
