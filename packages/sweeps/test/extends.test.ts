import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { obstaclesIn } from "../src/index.ts";

const LRS = "parameters: { optimizer.lr: { values: [1, 2] } }\n";
const MORE = "parameters: { optimizer.lr: { values: [0.5, 1, 2] } }\n";
const RANDOM = "method: random\nrun_cap: 5\n";
const TPE = "method: tpe\nrun_cap: 5\n";
const ASHA = "early_terminate: { type: asha }\n";
const SEEDS = "repeats: { seeds: [1, 2] }\n";

/** What keeps a sweep from going on as another one. */
function between(was: string, is: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "assay-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "stored"));
  const sources = [was, is].map((text) => `experiment: ./elsewhere.yaml\n${text}`);
  writeFileSync(join(folder, "stored", "sweep.yaml"), sources[0] ?? "");
  writeFileSync(join(folder, "stored", "experiment.yaml"), "name: a\n");
  const sweep = { file: join(folder, "sweep.yaml"), source: sources[1] ?? "", experiment: "name: a\n" };
  return obstaclesIn(join(folder, "stored"), sweep);
}

test.each([
  ["a default that is written out", LRS, `method: grid\nlag: 2\nseed: 0\n${LRS}`],
  ["a distribution that is written out", LRS, LRS.replace("values", "distribution: choice, values")],
  [
    "options of early_terminate written out",
    `${ASHA}${LRS}`,
    `early_terminate: { type: asha, min_epochs: 1, reduction_factor: 3 }\n${LRS}`,
  ],
  ["another cap of a search that learns", `${TPE}${LRS}`, `${TPE}${LRS}`.replace("5", "9")],
  ["more values of a grid", LRS, MORE],
  ["more seeds of a grid", `${LRS}${SEEDS}`, `${LRS}repeats: { seeds: [3, 1, 2] }\n`],
  ["seeds where there was the experiment's", LRS, `${LRS}${SEEDS}`],
  ["more seeds of a random search", `${RANDOM}${LRS}`, `${RANDOM}${LRS}${SEEDS}`],
  [
    "seeds in the other place",
    `${LRS}${SEEDS}`,
    "parameters: { optimizer.lr: { values: [1, 2] }, seed: { values: [1, 2] } }\n",
  ],
])("%s: the sweep goes on", (_, was, is) => {
  expect(between(was, is)).toEqual([]);
});

test.each([
  ["another method", LRS, `${RANDOM}${LRS}`, 'method: was "grid", is "random"'],
  ["fewer seeds", `${LRS}${SEEDS}`, LRS, "seeds: was [1,2], is absent"],
  [
    "more seeds where the method learns",
    `${TPE}${LRS}`,
    `${TPE}${LRS}${SEEDS}`,
    "seeds: was absent, is [1,2], and tpe learns from the results",
  ],
  [
    "more seeds where trials are stopped early",
    `${ASHA}${LRS}`,
    `${ASHA}${LRS}${SEEDS}`,
    "seeds: was absent, is [1,2], and asha compares each trial with those before it",
  ],
  [
    "more values where trials are stopped early",
    `${ASHA}${LRS}`,
    `${ASHA}${MORE}`,
    /^parameters\.optimizer\.lr: was \{.*, and asha compares each trial with those before it$/,
  ],
  ["more values to draw from", `${RANDOM}${LRS}`, `${RANDOM}${MORE}`, /^parameters\.optimizer\.lr: was .*\[0\.5,1,2\]/],
  ["another lag", LRS, `lag: 3\n${LRS}`, "lag: was 2, is 3"],
])("%s: the sweep is another one", (_, was, is, says) => {
  expect(between(was, is)).toEqual([typeof says === "string" ? says : expect.stringMatching(says)]);
});

test("a stored sweep that is empty or damaged is an error with its place", () => {
  for (const [text, says] of [
    ["!", /stored\/sweep\.yaml/],
    [`a: &a [x]\nb: ${"*a ".repeat(3)}`, /stored\/sweep\.yaml/],
  ] as const) {
    expect(() => between(text, LRS)).toThrow(says);
  }
});
