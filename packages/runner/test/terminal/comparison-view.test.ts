import { compareRuns, type StoredRun } from "@assay/runs";
import { expect, test } from "vitest";
import { SPEC, seeds, stored } from "../../../runs/test/sample-runs.ts";
import { comparisonColumns, comparisonNotes, formatTable } from "../../src/terminal/index.ts";

function shown(runs: readonly StoredRun[], unicode = true): string {
  const comparison = compareRuns(runs);
  const columns = comparisonColumns(comparison.rows, comparison.metrics, unicode);
  const table = formatTable(comparison.rows, columns, { format: "md", precision: 2, onlyChanged: false });
  return [table, ...comparisonNotes(comparison, unicode)].join("\n");
}

test("a comparison shows what differs, what was reached and what the difference is worth", () => {
  const adam = { name: "tiny-adam", optimizer: { type: "adam", lr: 0.001 } };
  expect(shown([...seeds({}, [0.9, 0.91, 0.92]), ...seeds(adam, [0.95, 0.97, 0.96])])).toBe(`\
| run             | optimizer.type | optimizer.lr |  test accuracy |       test loss |   val accuracy | parameters |      seconds |
| --------------- | -------------- | -----------: | -------------: | --------------: | -------------: | ---------: | -----------: |
| tiny-adam (n=3) | adam           |        0.001 | 96.00 ± 1.00 % | 0.0400 ± 0.0100 | 90.00 ± 0.00 % |      7,850 | 10.0 ± 0.0 s |
| tiny (n=3)      | sgd            |          0.1 | 91.00 ± 1.00 % | 0.0900 ± 0.0100 | 90.00 ± 0.00 % |      7,850 | 10.0 ± 0.0 s |

Ranked by test accuracy, over 2 recipes. The test split is for a last look: choose by --split validation.
n > 1: mean ± standard deviation over the seeds.
tiny-adam (n=3) is better than tiny (n=3) (+5.0 points, 95 % CI 2.5 to 7.5, p = 0.013) [paired t over 3 seeds alone, as tiny-adam/seed1-0.95 keeps no predictions].`);
});

test("single runs carry their names, warnings and who was left out stand below", () => {
  const runs = [
    stored({}, 0.9),
    stored({ seed: 2, training: { epochs: 3, batch_size: 64 } }, 0.8, { numerics: "strict" }),
    stored({ seed: 3 }, 0.1, { status: "interrupted" }),
  ];
  expect(shown(runs)).toBe(`\
| run            | training.epochs | test accuracy | test loss | val accuracy | parameters | seconds |
| -------------- | --------------: | ------------: | --------: | -----------: | ---------: | ------: |
| tiny/seed1-0.9 |               2 |       90.00 % |    0.1000 |      90.00 % |      7,850 |  10.0 s |
| tiny/seed2-0.8 |               3 |       80.00 % |    0.2000 |      90.00 % |      7,850 |  10.0 s |

Ranked by test accuracy, over 2 recipes. The test split is for a last look: choose by --split validation.
Not comparable: Different numerics: fused (tiny/seed1-0.9); strict (tiny/seed2-0.8).
Undecided between tiny/seed1-0.9 and tiny/seed2-0.8: both have one seed and tiny/seed1-0.9 keeps no predictions; train both with --seed 3 and --seed 4 for a verdict.
Left out: tiny/seed3-0.1 (interrupted).`);
});

test("an interval that holds 0 is said to tell nothing apart, and ASCII is kept where it must be", () => {
  const text = shown([...seeds({}, [0.9, 0.94, 0.92]), ...seeds({ loss: { type: "mse" } }, [0.92, 0.97, 0.9])], false);
  expect(text).toContain("are not distinguishable");
  expect(text).toContain("93.00 +/- 3.61 %");
});

test("long values that begin alike are told apart", () => {
  const parts = Array.from({ length: 9 }, () => ({ type: "batch_norm" }));
  const text = shown([
    stored({ architecture: [...SPEC.architecture, ...parts] }, 0.9),
    stored({ architecture: [...SPEC.architecture, ...parts, { type: "relu" }, { type: "x" }] }, 0.8),
    stored({ seed: 2, architecture: [...SPEC.architecture, ...parts, { type: "relu" }, { type: "y" }] }, 0.7),
  ]);
  expect(text).toContain("13 parts: flatten linear batch_norm… #2 ");
  expect(text).toContain("13 parts: flatten linear batch_norm… #3 ");
});

test("a metric whose lower values are better ranks and is judged that way", () => {
  const metrics = [{ name: "rmse", better: "lower", shown: "number" }] as const;
  const run = (name: string, seed: number, rmse: number) =>
    stored({ name, seed, optimizer: { type: "sgd", lr: name === "a" ? 1 : 2 } }, 0.5, {
      metrics,
      validation: null,
      test: { loss: rmse * rmse, rmse },
    });
  const text = shown([run("a", 1, 0.5), run("a", 2, 0.52), run("b", 1, 0.1), run("b", 2, 0.11)]);
  expect(text).toContain("| run     | optimizer.lr |       test rmse |");
  expect(text.indexOf("| b (n=2)")).toBeLessThan(text.indexOf("| a (n=2)"));
  expect(text).toContain("b (n=2) is better than a (n=2) (-0.405, 95 % CI -0.469 to -0.341, p = 0.008)");
});
