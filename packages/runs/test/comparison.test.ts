import { expect, test } from "vitest";
import { differences } from "../src/analysis/differences.ts";
import { type CompareOptions, compareRuns, haveUnevenSpecs } from "../src/index.ts";
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
  const { rows } = compareRuns([...seeds({}, [0.9, 0.94]), ...seeds(slow, [0.8, 0.82]), stored({}, 0.5)]);
  expect(rows.map(({ run }) => run)).toEqual(["tiny/seed1-0.9 (n=2)", "tiny/seed1-0.8 (n=2)"]);
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

test("runs of one spec on other data or of other numerics are no seeds of one row", () => {
  const { rows } = compareRuns([stored({ seed: 1 }, 0.9), stored({ seed: 2 }, 0.8, { numerics: "strict" })]);
  expect(rows).toHaveLength(2);
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
  const only = compareRuns(runs.slice(0, 2), { complete }).rows;
  expect(only).toMatchObject([{ n: 2, seeds: [1, 2], changed: {} }]);
});

test("the same data in another folder is no other setting, and no other recipe", () => {
  const at = (path: string) => ({ data: { dataset: { type: "csv", path, target: "y" }, validation: 100 } });
  const { rows } = compareRuns([stored(at("/a/x.csv"), 0.9), stored({ ...at("/b/x.csv"), seed: 2 }, 0.8)]);
  expect(rows).toMatchObject([{ n: 2, seeds: [1, 2], changed: {} }]);
});

test("a row holds the ranking's metric of each seed, the interval of its mean, and where its runs are", () => {
  const [row] = compareRuns(seeds({}, [0.9, 0.92])).rows;
  expect(row).toMatchObject({ values: [0.9, 0.92], paths: ["results/tiny/seed1-0.9", "results/tiny/seed2-0.92"] });
  expect(row?.interval?.[0]).toBeCloseTo(0.91 - 12.706204736 * 0.01, 8); // t(0.975, 1) · sd / √2
  expect(compareRuns([stored({}, 0.9)]).rows[0]?.interval).toBeNull();
});

test("the interval of a share is clipped to 0 to 1, that of another metric is not", () => {
  const [row] = compareRuns(seeds({}, [0.99, 1, 0.9])).rows;
  expect(row?.interval?.[0]).toBeGreaterThan(0);
  expect(row?.interval?.[1]).toBe(1);
  const [low] = compareRuns(seeds({}, [0.01, 0, 0.1])).rows;
  expect(low?.interval?.[0]).toBe(0);
  const [loss] = compareRuns(seeds({}, [0.99, 1, 0.9]), { metric: "loss" }).rows;
  expect(loss?.interval?.[0]).toBeLessThan(0);
});

test("rows are ranked by what is asked for, and the headline says so", () => {
  const runs = [stored({ name: "a" }, 0.9), stored({ name: "b", optimizer: { type: "adam", lr: 1 } }, 0.8)];
  const order = (options: CompareOptions) => compareRuns(runs, options).rows.map(({ name }) => name);
  expect(order({})).toEqual(["a", "b"]);
  expect(order({ metric: "loss" })).toEqual(["a", "b"]); // the sample's loss is 1 - accuracy
  expect(order({ baseline: "b" })).toEqual(["a", "b"]);
  expect(compareRuns(runs).headline).toBe(
    "Ranked by test accuracy, over 2 recipes. The test split is for a last look: choose by --split validation.",
  );
  const validated = compareRuns(runs, { split: "validation", metric: "loss" });
  expect(validated.headline).toBe("Ranked by validation loss, over 2 recipes.");
  expect(validated.ranking).toEqual({
    split: "validation",
    metric: { name: "loss", better: "lower", shown: "number" },
  });
});

test("where a run was not tested the validation split ranks, and that is said", () => {
  const runs = [stored({ name: "a" }, 0.9), stored({ name: "b", optimizer: { type: "adam" } }, 0.8, { test: null })];
  const { ranking, warnings, incomparable } = compareRuns(runs);
  expect(ranking.split).toBe("validation");
  expect(warnings).toEqual(["Some have no test result: has (a/seed1-0.9); has none (b/seed1-0.8)."]);
  expect(incomparable).toEqual([]);
});

test("a metric or a baseline that is not there is a mistake with a suggestion", () => {
  const runs = [...seeds({}, [0.9, 0.91]), stored({ name: "b", optimizer: { type: "adam" } }, 0.8)];
  expect(() => compareRuns(runs, { metric: "acuracy" })).toThrow(
    '[runs/analysis] no run has a metric "acuracy"; did you mean "accuracy"?',
  );
  expect(() => compareRuns(runs, { baseline: "tyni" })).toThrow(
    '[runs/analysis] the baseline "tyni" is not among the rows; did you mean "tiny"?',
  );
  for (const baseline of ["tiny (n=2)", "tiny", "tiny/seed2-0.91"]) {
    expect(compareRuns(runs, { baseline }).baseline).toBe("tiny (n=2)");
  }
  const two = [stored({}, 0.9), stored({ optimizer: { type: "adam" } }, 0.8)];
  expect(() => compareRuns(two, { baseline: "tiny" })).toThrow(
    '[runs/analysis] the baseline must be one row, "tiny" is 2; name one of its runs: tiny/seed1-0.9, tiny/seed1-0.8',
  );
});

test("of no runs there is nothing to say, whatever is asked", () => {
  const nothing = compareRuns([stored({}, 0.1, { status: "failed" })], { metric: "f1", baseline: "x" });
  expect(nothing).toMatchObject({ rows: [], verdicts: [], incomparable: [], baseline: null });
  expect(nothing.left_out).toEqual([{ run: "tiny/seed1-0.1", reason: "failed" }]);
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

test("a fork is no seed of its spec, and says where it comes from; how often states are saved makes no other recipe", () => {
  const ancestry = { run: "tiny/seed1-00000000", epoch: 2, chain: "c".repeat(64), set: ["optimizer.lr=0.1"] };
  const often = { training: { ...SPEC.training, checkpoint: { keep: 9, every_epochs: 1 } } };
  const runs = [stored({ seed: 1 }, 0.9), stored({ seed: 2, ...often }, 0.91), stored({ seed: 3 }, 0.92, { ancestry })];
  const { rows } = compareRuns(runs);
  expect(rows.map(({ n, changed }) => ({ n, changed })).sort((a, b) => b.n - a.n)).toEqual([
    { n: 2, changed: { "forked.from": null, "forked.epoch": null } },
    { n: 1, changed: { "forked.from": "tiny/seed1-00000000", "forked.epoch": 2 } },
  ]);
});

test("rows are called what the caller calls them, in the words of a verdict as well", () => {
  const runs = [...seeds({ name: "better" }, [0.9, 0.92]), ...seeds({ name: "than", optimizer: {} }, [0.7, 0.72])];
  const first = runs.slice(0, 2).map(({ record }) => record.run);
  const labelOf = (own: readonly string[]) => (own.every((run) => first.includes(run)) ? "one" : "one more");
  const { rows, verdicts } = compareRuns(runs, { labelOf });
  expect(rows.map(({ run }) => run).sort()).toEqual(["one", "one more"]);
  expect(verdicts[0]?.text).toMatch(/^Undecided between one and one more: the seeds show no spread/);
});
