import { expect, test } from "vitest";
import { type CompareOptions, compareRuns, type StoredPredictions, type StoredRun } from "../src/index.ts";
import { seeds, stored } from "./sample-runs.ts";

const adam = { name: "adam", optimizer: { type: "adam", lr: 0.1 } };

/** Predictions of so many examples of which those numbered are wrong. */
const wrongAt = (count: number, wrong: readonly number[]): StoredPredictions => ({
  kind: "class",
  label: Array.from({ length: count }, (_, i) => String(i % 10)),
  predicted: Array.from({ length: count }, (_, i) => String(wrong.includes(i) ? (i + 1) % 10 : i % 10)),
  score: new Float64Array(count),
  score_is: "probability",
});

/** A run that got those examples wrong, and its predictions by the path of the run. */
function tested(count: number) {
  const kept = new Map<string, StoredPredictions>();
  const run = (spec: object, wrong: readonly number[]): StoredRun => {
    const made = stored(spec, 1 - wrong.length / count);
    kept.set(made.record.path, wrongAt(count, wrong));
    return made;
  };
  return { run, predictions: (path: string) => kept.get(path) };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const verdicts = (runs: readonly StoredRun[], options: CompareOptions = {}) =>
  compareRuns(runs, { predictions: () => undefined, ...options }).verdicts;

test("two single runs are judged by the exact McNemar test on their test predictions", () => {
  const { run, predictions } = tested(1000);
  // 12 examples are right in one alone, 2 in the other alone; binom.test(2, 14) gives p = 0.01294.
  const [verdict] = verdicts([run({}, range(0, 32)), run(adam, [...range(12, 32), 900, 901])], { predictions });
  expect(verdict).toMatchObject({
    a: "adam/seed1-0.978",
    b: "tiny/seed1-0.968",
    outcome: "better",
    method: "exact McNemar test on 1,000 test examples",
    ...{ probability: null, more_seeds: null },
    text:
      "adam/seed1-0.978 is better than tiny/seed1-0.968 (+1.00 points, 95 % CI 0.23 to 1.90, p = 0.013)" +
      "; this holds for these two runs, not for other seeds",
  });
  expect(verdict?.p).toBeCloseTo(0.012939453125, 12);
  expect(verdict?.p_holm).toBe(verdict?.p);
});

test("two single runs that do not differ are told which seeds would say more", () => {
  const { run, predictions } = tested(1000);
  const [verdict] = verdicts([run({}, range(0, 10)), run(adam, range(3, 12))], { predictions });
  expect(verdict?.outcome).toBe("undistinguished");
  expect(verdict?.text).toBe(
    "adam/seed1-0.991 and tiny/seed1-0.99 are not distinguishable (+0.10 points, 95 % CI -0.49 to 0.72, p = 1.00)" +
      "; train both with --seed 2 and --seed 3 for a verdict",
  );
});

test("single runs without comparable predictions are undecided, and what is missing is said", () => {
  const { run, predictions } = tested(100);
  const [a, b] = [run({}, [1]), run(adam, [2, 3])];
  const why = (options: CompareOptions) => verdicts([a, b], options)[0];
  expect(why({})).toMatchObject({ outcome: "undecided", p: null, interval: null });
  expect(why({})?.text).toBe(
    "Undecided between tiny/seed1-0.99 and adam/seed1-0.98: both have one seed and tiny/seed1-0.99 keeps no " +
      "predictions; train both with --seed 2 and --seed 3 for a verdict",
  );
  const reversed = (path: string) => {
    const found = predictions(path);
    if (path !== b.record.path || found?.kind !== "class") return found;
    return { ...found, label: found.label.toReversed(), predicted: found.predicted.toReversed() };
  };
  expect(why({ predictions: reversed })?.text).toContain("predict different examples");
  expect(why({ predictions: () => wrongAt(100, [1]) })?.text).toContain(
    "the predictions of adam/seed1-0.98 do not give its accuracy",
  );
  const torn = () => {
    throw new Error("torn");
  };
  expect(why({ predictions: torn })?.text).toContain("the predictions of tiny/seed1-0.99 cannot be read");
  expect(why({ predictions, metric: "loss" })?.text).toContain("the loss is not judged by single examples");
  expect(why({ predictions, split: "validation" })?.text).toContain("predictions are kept of the test split alone");
});

test("one seed against several is undecided and says what to train; two others are not judged instead", () => {
  const runs = [
    ...seeds({}, [0.9, 0.91, 0.92]),
    stored(adam, 0.99),
    ...seeds({ name: "x", optimizer: {} }, [0.5, 0.6]),
  ];
  const found = verdicts(runs);
  expect(found.map(({ a, b, outcome }) => [a, b, outcome])).toEqual([
    ["adam/seed1-0.99", "tiny (n=3)", "undecided"],
    ["adam/seed1-0.99", "x (n=2)", "undecided"],
  ]);
  expect(found[0]?.text).toBe(
    "Undecided between adam/seed1-0.99 and tiny (n=3): adam/seed1-0.99 has one seed, tiny (n=3) has 3; " +
      "train adam/seed1-0.99 with --seed 2 and --seed 3 for a verdict",
  );
});

test("recipes without predictions are judged by their seeds, paired where they are the same", () => {
  // Differences 0.02, 0.03, 0.04: t(0.975, 2) · 0.01 / √3 = 0.024841; scipy.stats.ttest_rel gives p = 0.0350987.
  const [paired] = verdicts([...seeds({}, [0.9, 0.94, 0.92]), ...seeds(adam, [0.92, 0.97, 0.96])]);
  expect(paired).toMatchObject({
    outcome: "better",
    probability: 1,
    method: "paired t over 3 seeds alone, as adam/seed1-0.92 keeps no predictions",
    text: "adam (n=3) is better than tiny (n=3) (+3.0 points, 95 % CI 0.5 to 5.5, p = 0.035)",
  });
  expect(paired?.difference).toBeCloseTo(0.03, 12);
  expect(paired?.p).toBeCloseTo(0.0350987, 7);
  const [welch] = verdicts([...seeds({}, [0.9, 0.94, 0.92]), ...seeds(adam, [0.92, 0.97, 0.96], 7)]);
  expect(welch).toMatchObject({ outcome: "undistinguished", more_seeds: expect.any(Number) });
  expect(welch?.method).toContain("Welch's t over 3 and 3 seeds alone");
  expect(welch?.text).toMatch(/; about \d+ more seeds would be needed to detect 3\.0 points$/);
});

test("recipes with predictions are judged by seeds and test examples", () => {
  const { run, predictions } = tested(1000);
  const recipe = (spec: object, wrong: readonly number[]) =>
    [1, 2, 3].map((seed) => run({ ...spec, seed }, [...wrong, ...range(900 + 3 * seed, 902 + 4 * seed)]));
  const [verdict] = verdicts([...recipe({}, range(0, 60)), ...recipe(adam, range(20, 60))], { predictions });
  expect(verdict).toMatchObject({ outcome: "better", a: "adam (n=3)", b: "tiny (n=3)" });
  expect(verdict?.method).toMatch(/^paired t over 3 seeds and 1,000 test examples, \d+ % of the variance from seeds$/);
  expect(verdict?.difference).toBeCloseTo(0.02, 12);
  expect(verdict?.probability).toBeGreaterThan(0.99);
  // The seeds agree on every example here: what is left is the variance of the examples, 20 of 1,000.
  expect(verdict?.interval?.[0]).toBeCloseTo(0.02 - 1.9623 * Math.sqrt((0.02 * 0.98) / 999), 4);
});

test("a lower value is better where the metric says so, and amounts stand in its own unit", () => {
  const metrics = [{ name: "rmse", better: "lower", shown: "number" }] as const;
  const run = (name: string, seed: number, rmse: number) =>
    stored({ name, seed, optimizer: { type: name } }, rmse, {
      metrics,
      validation: null,
      test: { loss: rmse * rmse, rmse },
    });
  const runs = [run("a", 1, 0.5), run("a", 2, 0.52), run("b", 1, 0.1), run("b", 2, 0.11)];
  const [verdict] = verdicts(runs);
  expect(verdict).toMatchObject({ a: "b (n=2)", outcome: "better", probability: 1 });
  expect(verdict?.text).toBe(
    "b (n=2) is better than a (n=2) (-0.405, lower is better; 95 % CI -0.469 to -0.341, p = 0.008)",
  );
  const [turned] = verdicts(runs, { baseline: "a" });
  expect(turned).toMatchObject({ a: "a (n=2)", b: "b (n=2)", outcome: "worse", probability: 0, text: verdict?.text });
  expect(turned?.difference).toBeCloseTo(0.405, 12);
});

test("of two that are not distinguishable the better one is named first, whichever way the metric goes", () => {
  const metrics = [{ name: "rmse", better: "lower", shown: "number" }] as const;
  const run = (name: string, seed: number, rmse: number) =>
    stored({ name, seed, optimizer: { type: name } }, rmse, { metrics, validation: null, test: { loss: 1, rmse } });
  const runs = [run("a", 1, 0.5), run("a", 2, 0.6), run("b", 1, 0.52), run("b", 2, 0.5)];
  for (const baseline of ["a", "b"]) {
    const [verdict] = verdicts(runs, { baseline });
    expect(verdict?.text).toMatch(/^b \(n=2\) and a \(n=2\) are not distinguishable \(-0\.04, lower is better; /);
  }
  const shares = [...seeds({}, [0.9, 0.94]), ...seeds(adam, [0.92, 0.91])];
  for (const baseline of ["tiny", "adam"]) {
    expect(verdicts(shares, { baseline })[0]?.text).toMatch(/^tiny \(n=2\) and adam \(n=2\) .* \(\+\d+ points, 95/);
  }
});

test("seeds whose results are identical call for no more seeds", () => {
  const [verdict] = verdicts([...seeds({}, [0.5, 0.6]), ...seeds(adam, [0.5, 0.6])]);
  expect(verdict).toMatchObject({
    ...{ outcome: "undecided", difference: 0 },
    text: "Undecided between adam (n=2) and tiny (n=2): the results are identical",
  });
});

test("single runs of values are judged by the errors of their examples", () => {
  const metrics = [{ name: "mae", better: "lower", shown: "number" }] as const;
  const target = Float64Array.from({ length: 40 }, (_, i) => i);
  const shifted = (by: (i: number) => number): StoredPredictions => ({
    ...{ kind: "values", size: 2, target },
    predicted: target.map((value, i) => value + by(i)),
  });
  const kept = { a: shifted((i) => 1 + (i % 3) / 10), b: shifted((i) => -0.5 - (i % 5) / 10) };
  const mae = (by: StoredPredictions) =>
    by.kind === "values" ? by.predicted.reduce((sum, x, i) => sum + Math.abs(x - (target[i] ?? 0)), 0) / 40 : 0;
  const run = (name: "a" | "b") =>
    stored({ name, optimizer: { type: name } }, 0.5, {
      ...{ metrics, path: name, validation: null },
      test: { loss: 1, mae: mae(kept[name]) },
    });
  const predictions = (path: string) => kept[path as "a" | "b"];
  const [verdict] = verdicts([run("a"), run("b")], { predictions });
  expect(verdict).toMatchObject({ a: "b/seed1-0.5", outcome: "better", method: "paired t over 20 test examples" });
  expect(verdict?.difference).toBeCloseTo(mae(kept.b) - mae(kept.a), 12);
});

test("several verdicts are corrected after Holm, and their sentences say so", () => {
  const runs = [
    ...seeds({}, [0.9, 0.94, 0.92]),
    ...seeds(adam, [0.92, 0.97, 0.96]),
    ...seeds({ name: "x", optimizer: {} }, [0.8, 0.84, 0.84]),
  ];
  const [near, far] = verdicts(runs);
  expect(near?.p).toBeCloseTo(0.0350987, 7);
  expect(near?.p_holm).toBeCloseTo(0.0350987, 7); // the larger of two
  expect(far?.p_holm).toBeCloseTo(2 * (far?.p ?? 0), 12);
  expect(near?.text).toContain("Holm's p = 0.035");
});

test("seeds that show no spread leave nothing to judge by", () => {
  const [verdict] = verdicts([...seeds({}, [0.5, 0.5]), ...seeds(adam, [0.75, 0.75])]);
  expect(verdict).toMatchObject({ outcome: "undecided", difference: 0.25 });
  expect(verdict?.text).toBe(
    "Undecided between adam (n=2) and tiny (n=2): the seeds show no spread to judge by; " +
      "train both with --seed 3 and --seed 4 for a verdict",
  );
});

test("a lead that one training seldom shows is called what it is", () => {
  const a = Array.from({ length: 40 }, (_, i) => 0.9 + ((i * 7) % 11) / 1000);
  const b = Array.from({ length: 40 }, (_, i) => 0.9 - 0.0018 + ((i * 3) % 11) / 1000);
  const [verdict] = verdicts([...seeds({}, a), ...seeds(adam, b, 100)]);
  expect(verdict?.outcome).toBe("better");
  expect(verdict?.probability).toBeLessThan(0.75);
  expect(verdict?.text).toMatch(/, but one training beats one of the other with a probability of only 0\.6\d$/);
});

test("rows without the metric are undecided, and of many rows 20 are judged", () => {
  const [none] = verdicts([stored({}, 0.9), stored(adam, 0.8, { test: { loss: 1, accuracy: null } })]);
  expect(none?.text).toBe("Undecided between tiny/seed1-0.9 and adam/seed1-0.8: adam/seed1-0.8 has no test accuracy");
  const many = Array.from({ length: 25 }, (_, i) => stored({ name: `r${i}`, optimizer: { lr: i } }, i / 100));
  const comparison = compareRuns(many, { predictions: () => undefined });
  expect(comparison.verdicts).toHaveLength(20);
  expect(comparison.warnings).toEqual(["Verdicts are given on 20 rows; 4 more are not judged."]);
});
