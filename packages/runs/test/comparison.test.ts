import { expect, test } from "vitest";
import { differences } from "../src/analysis/differences.ts";
import { compareRuns, haveUnevenSpecs } from "../src/index.ts";
import { SPEC, seeds, stored } from "./sample-runs.ts";

test("specs are compared key by key, in their order, and name and seed are no settings", () => {
  const other = { ...SPEC, name: "x", seed: 9, optimizer: { type: "sgd", lr: 0.2, momentum: 0.9 } };
  expect(differences([SPEC, other])).toEqual([{ key: "optimizer.lr", values: [0.1, 0.2] }]);
  expect(differences([SPEC, SPEC])).toEqual([]);
  expect(differences([SPEC])).toEqual([]);
});

test("lists of parts are compared by position, and as a whole when their lengths differ", () => {
  const wider = { ...SPEC, architecture: [{ type: "flatten" }, { type: "linear", out_features: 20 }] };
  expect(differences([SPEC, wider])).toEqual([{ key: "architecture.1.out_features", values: [10, 20] }]);
  const deeper = { ...SPEC, architecture: [...SPEC.architecture, { type: "relu" }] };
  expect(differences([SPEC, deeper])).toEqual([
    { key: "architecture", values: [SPEC.architecture, deeper.architecture] },
  ]);
});

test("options that only another type has are no difference of their own, unless runs of that type differ", () => {
  const adam = { ...SPEC, optimizer: { type: "adam", lr: 0.1, betas: [0.9, 0.999] } };
  expect(differences([SPEC, adam]).map(({ key }) => key)).toEqual(["optimizer.type"]);
  const slow = { ...SPEC, optimizer: { ...SPEC.optimizer, momentum: 0.5 } };
  expect(differences([SPEC, slow, adam])).toEqual([
    { key: "optimizer.type", values: ["sgd", "sgd", "adam"] },
    { key: "optimizer.momentum", values: [0.9, 0.5, undefined] },
  ]);
});

test("a setting that one spec lacks is a difference", () => {
  expect(differences([SPEC, { ...SPEC, augmentation: [] }])).toEqual([
    { key: "augmentation", values: [undefined, []] },
  ]);
});

test("the seeds of a spec become one row with mean and spread, best first", () => {
  const { rows } = compareRuns([...seeds({}, [0.9, 0.92]), ...seeds({ optimizer: { type: "adam", lr: 0.1 } }, [0.95])]);
  expect(rows.map(({ n, seeds }) => ({ n, seeds }))).toEqual([
    { n: 1, seeds: [1] },
    { n: 2, seeds: [1, 2] },
  ]);
  expect(rows[1]).toMatchObject({ run: "tiny (n=2)", changed: { "optimizer.type": "sgd" }, parameters: 7850 });
  expect(rows[1]?.test.accuracy).toBeCloseTo(0.91, 12);
  expect(rows[1]?.sd?.test.accuracy).toBeCloseTo(0.01 * Math.SQRT2, 12);
  expect(rows[0]?.sd).toBeNull();
});

test("rows of one experiment are told apart by their first runs", () => {
  const slow = { optimizer: { type: "sgd", lr: 0.01, momentum: 0.9 } };
  const { rows, difference } = compareRuns([...seeds({}, [0.9, 0.94]), ...seeds(slow, [0.8, 0.82]), stored({}, 0.5)]);
  expect(rows.map(({ run }) => run)).toEqual(["tiny/seed1-0.9 (n=2)", "tiny/seed1-0.8 (n=2)"]);
  expect(difference).toMatchObject({ best: "tiny/seed1-0.9 (n=2)", next: "tiny/seed1-0.8 (n=2)" });
});

test("only completed runs take part, the others are named with the reason", () => {
  const diverged = stored({ seed: 2 }, 0.1, { status: "diverged" });
  const broken = { ...stored({ seed: 3 }, 0.5), resolved: "a: [" };
  const { rows, left_out } = compareRuns([stored({}, 0.9), diverged, broken, stored({}, 0.91)]);
  expect(rows).toHaveLength(1);
  expect(left_out).toEqual([
    { run: "tiny/seed2-0.1", reason: "diverged" },
    { run: "tiny/seed3-0.5", reason: "damaged: resolved.yaml is not valid YAML" },
    { run: "tiny/seed1-0.91", reason: "the same spec and seed as tiny/seed1-0.9" },
  ]);
});

const hashes = { spec: "a", data: "e".repeat(64), initial_weights: null, final_weights: null };

test.each([
  [
    "different data",
    { hashes },
    "Not comparable: different data (tiny/seed2-0.9: dddddddd; tiny/seed1-0.8: eeeeeeee).",
  ],
  [
    "different numerics",
    { numerics: "strict" as const },
    "Not comparable: different numerics (tiny/seed2-0.9: fused; tiny/seed1-0.8: strict).",
  ],
  [
    "no test result",
    { test: null },
    "Not comparable: some have no test result (tiny/seed2-0.9: tested; tiny/seed1-0.8: not tested).",
  ],
  [
    "kernels of another version",
    { versions: { assay: "0.1.0", numerics: "2" } },
    "Not comparable: different versions of the kernels (tiny/seed2-0.9: 1; tiny/seed1-0.8: 2).",
  ],
  ["other thread counts", { threads: 1 }, "Times are not comparable: different processors or numbers of threads."],
])("runs with %s are never compared in silence", (_, change, warning) => {
  const other = stored({ optimizer: { type: "sgd", lr: 1 } }, 0.8, change);
  expect(compareRuns([stored({ seed: 2 }, 0.9), other]).warnings).toEqual([warning]);
});

test("runs of one spec on other data or of other numerics are no seeds of one row", () => {
  const { rows } = compareRuns([stored({ seed: 1 }, 0.9), stored({ seed: 2 }, 0.8, { numerics: "strict" })]);
  expect(rows).toHaveLength(2);
});

test("seeds that pair are compared pair by pair, others by Welch's t", () => {
  const adam = { optimizer: { type: "adam", lr: 0.1 } };
  // Differences 0.02, 0.03, 0.04: t(0.975, 2) · 0.01 / √3 = 0.024841.
  const paired = compareRuns([...seeds({}, [0.9, 0.94, 0.92]), ...seeds(adam, [0.92, 0.97, 0.96])]).difference;
  expect(paired).toMatchObject({ method: "paired t", significant: true, seeds: [3, 3] });
  expect(paired?.difference).toBeCloseTo(0.03, 12);
  expect(paired?.low).toBeCloseTo(0.03 - 0.0248414, 6);
  const welch = compareRuns([...seeds({}, [0.9, 0.94, 0.92]), ...seeds(adam, [0.92, 0.97, 0.96], 7)]).difference;
  expect(welch).toMatchObject({ method: "Welch t", significant: false });
});

test("nothing is said about a difference without two groups of two comparable seeds", () => {
  const adam = { optimizer: { type: "adam", lr: 0.1 } };
  expect(compareRuns([...seeds({}, [0.9, 0.8]), ...seeds(adam, [0.7])]).difference).toBeNull();
  const strict = seeds(adam, [0.9, 0.91]).map((run) => ({
    ...run,
    record: { ...run.record, numerics: "strict" as const },
  }));
  expect(compareRuns([...seeds({}, [0.8, 0.7]), ...strict]).difference).toBeNull();
});

test("equal differences give no interval to judge by", () => {
  const adam = { optimizer: { type: "adam", lr: 0.1 } };
  expect(compareRuns([...seeds({}, [0.5, 0.5]), ...seeds(adam, [0.75, 0.75])]).difference?.significant).toBeNull();
});

test("an older spec is compared with the defaults that it lacks", () => {
  const complete = (spec: object) => ({ ...spec, loss: { type: "mse" } });
  const runs = [
    stored({}, 0.9),
    stored({ seed: 2, loss: { type: "mse" } }, 0.8),
    stored({ name: "other", loss: { type: "l1" } }, 0.7),
  ];
  expect(compareRuns(runs).rows.map(({ changed }) => changed)).toEqual([
    { "loss.type": null },
    { "loss.type": "mse" },
    { "loss.type": "l1" },
  ]);
  const only = compareRuns(runs.slice(0, 2), complete).rows;
  expect(only).toMatchObject([{ n: 2, seeds: [1, 2], changed: {} }]);
});

test("specs are uneven where a part or section lacks a key that its like has", () => {
  const linear = { type: "linear", out_features: 10 };
  const uneven = (...specs: object[]) => haveUnevenSpecs(specs.map((spec) => stored(spec, 0.5)));
  expect(uneven({}, {})).toBe(false);
  expect(uneven({}, { loss: { type: "mse" } })).toBe(true);
  expect(uneven({}, { optimizer: { type: "adam", lr: 0.1, eps: 1 } }), "another type").toBe(false);
  expect(uneven({}, { optimizer: { type: "sgd", lr: 0.1 } })).toBe(true);
  expect(uneven({}, { architecture: [linear, { type: "relu" }, linear] }), "another number of layers").toBe(false);
  expect(uneven({}, { architecture: [{ type: "relu" }, { ...linear, bias: true }] }), "at another place").toBe(true);
  expect(haveUnevenSpecs([stored({}, 0.9), { ...stored({}, 0.5), resolved: "a: [" }]), "unreadable").toBe(false);
});
