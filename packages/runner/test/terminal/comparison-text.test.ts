import { compareRuns, type StoredRun } from "@assay/runs";
import { expect, test } from "vitest";
import { SPEC, seeds, stored } from "../../../runs/test/sample-runs.ts";
import { comparisonText } from "../../src/terminal/comparison-text.ts";
import { CONTROL, fakeTerminal } from "./screen.ts";

interface Shown {
  /** Of a terminal; without, the comparison is Markdown. */
  readonly columns?: number;
  readonly unicode?: boolean;
  readonly onlyChanged?: boolean;
}

function shown(runs: readonly StoredRun[], { columns, unicode = true, onlyChanged = false }: Shown = {}): string {
  const comparison = compareRuns(runs, { predictions: () => undefined });
  const env = { NO_COLOR: "1", LANG: unicode ? "en_US.UTF-8" : "C" };
  return comparisonText(comparison, comparison.rows, {
    format: columns === undefined ? "md" : "terminal",
    precision: 2,
    onlyChanged,
    screen: fakeTerminal(columns, env).terminal.out,
  });
}

const ADAM = { name: "tiny-adam", optimizer: { type: "adam", lr: 0.001 } };
const TWO = [...seeds({}, [0.9, 0.91, 0.92]), ...seeds(ADAM, [0.95, 0.97, 0.96])];

test("Markdown: the verdict comes first, then what is ranked by, then the table", () => {
  expect(shown(TWO)).toBe(`\
tiny-adam (n=3) is better than tiny (n=3) (+5.0 points, 95 % CI 2.5 to 7.5, p = 0.013)

Ranked by test accuracy, over 2 recipes. The test split is for a last look: choose by --split validation.

| recipe          | optimizer.type | optimizer.lr |  test accuracy | 95 % interval |       test loss |   val accuracy | parameters |      seconds |
| --------------- | -------------- | -----------: | -------------: | ------------: | --------------: | -------------: | ---------: | -----------: |
| tiny-adam (n=3) | adam           |        0.001 | 96.00 ± 1.00 % | 93.52 … 98.48 | 0.0400 ± 0.0100 | 90.00 ± 0.00 % |      7,850 | 10.0 ± 0.0 s |
| tiny (n=3)      | sgd            |          0.1 | 91.00 ± 1.00 % | 88.52 … 93.48 | 0.0900 ± 0.0100 | 90.00 ± 0.00 % |      7,850 | 10.0 ± 0.0 s |

n > 1: mean ± standard deviation over the seeds.
`);
});

const DEEP = { architecture: [SPEC.architecture[0], { type: "relu" }, { type: "linear", out_features: 20 }] };
const THREE = [...TWO, ...seeds(DEEP, [0.5, 0.6, 0.7])];

test.each([60, 80, 100, 140, 200])("a terminal of %i columns is never overrun, and no setting is lost", (columns) => {
  const text = shown(THREE, { columns });
  const widest = Math.max(...text.split("\n").map((line) => [...line].length));
  expect(widest).toBeLessThanOrEqual(columns);
  for (const setting of ["optimizer.type", "optimizer.lr", "architecture"]) expect(text).toContain(setting);
  expect(text.replace(/\s+/g, " ")).toContain(
    "tiny/seed1-0.5 (n=3): + relu after 0; 1 linear: out_features 10 → 20 (against tiny-adam (n=3))",
  );
});

test("what has no room is named, or told below the table", () => {
  const text = shown(TWO, { columns: 80 });
  expect(text).toMatch(/^recipe +optimizer.type +optimizer.lr +test accuracy +95 % interval$/m);
  expect(text.replace(/\s+/g, " ")).toContain(
    "Not shown at this width: test loss, val accuracy, parameters, seconds (--format",
  );
  expect(shown(TWO, { columns: 60 })).toContain("optimizer.type\n  tiny-adam (n=3): adam\n  tiny (n=3): sgd\n");
});

test("runs that must not be compared are said so before everything else; those left out stand last", () => {
  const runs = [
    stored({}, 0.9),
    stored({ seed: 2, training: { epochs: 3, batch_size: 64 } }, 0.8, { numerics: "strict" }),
    stored({ seed: 3 }, 0.1, { status: "interrupted" }),
    stored({ seed: 4 }, 0.2, { status: "interrupted" }),
  ];
  const lines = shown(runs).split("\n");
  expect(lines[0]).toBe("Not comparable: Different numerics: fused (tiny/seed1-0.9); strict (tiny/seed2-0.8).");
  expect(lines.at(-2)).toBe("Left out: tiny/seed3-0.1, tiny/seed4-0.2 (interrupted).");
});

test("without UTF-8 there is ASCII alone, and nothing in a name drives the terminal", () => {
  const text = shown([...THREE, ...seeds({ name: "\u001b[2J\u202e", augmentation: [] }, [0.1, 0.2])], {
    columns: 80,
    unicode: false,
  });
  expect(text.replaceAll("\ufffd", "?")).toMatch(/^[\n\x20-\x7e]+$/);
  expect(text).not.toMatch(CONTROL);
});

test("only-changed leaves out what is the same in all rows", () => {
  expect(shown(TWO, { onlyChanged: true })).not.toMatch(/val accuracy|parameters|seconds/);
});

test("many verdicts are cut on a terminal and whole in Markdown; many values of a setting are counted", () => {
  const many = Array.from({ length: 12 }, (_, i) =>
    seeds({ name: `r${i}`, architecture: Array.from({ length: i + 1 }, () => ({ type: "relu" })) }, [
      0.5 + i / 50,
      0.51 + i / 50,
    ]),
  ).flat();
  expect(shown(many, { columns: 100 })).toContain("3 more verdicts: --format md shows all.");
  expect(shown(many)).not.toContain("more verdicts");
  expect(shown(many)).toContain("- 4 more recipes: 4 other values");
});
