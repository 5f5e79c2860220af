import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type JournalLine, rankSettings, readStoredSweep } from "../src/index.ts";
import { madeLine } from "./made-lines.ts";

const EXPERIMENT = "# --set optimizer.lr=0.5\noptimizer: { type: adam, lr: 0.1 }\ntraining: { epochs: 2 }\n";

function stored(sweep: string, lines: readonly Partial<JournalLine>[], experiment = EXPERIMENT) {
  const folder = join(mkdtempSync(join(tmpdir(), "assay-")), "lrs");
  onTestFinished(() => rmSync(join(folder, ".."), { recursive: true }));
  mkdirSync(folder);
  writeFileSync(join(folder, "sweep.yaml"), `experiment: ./elsewhere.yaml\n${sweep}`);
  writeFileSync(join(folder, "experiment.yaml"), experiment);
  writeFileSync(join(folder, "trials.jsonl"), lines.map((line) => `${JSON.stringify(madeLine(line))}\n`).join(""));
  return readStoredSweep(folder);
}

const LRS = "parameters: { optimizer.lr: { values: [1, 2] }, training.epochs: { values: [3, 4] } }\n";
const at = (lr: number, epochs: number) => ({ "optimizer.lr": lr, "training.epochs": epochs });

test("of a grid all settings are known, in its order, those that nobody has tried as well", () => {
  const { tried, total, name, method } = stored(LRS, [{ setting: 2, sets: at(2, 3) }]);
  expect(tried.map(({ sets }) => sets)).toEqual([at(1, 3), at(1, 4), at(2, 3), at(2, 4)]);
  expect(tried.map(({ lines }) => lines.filter(Boolean).length)).toEqual([0, 0, 1, 0]);
  expect({ total, name, method }).toEqual({ total: 4, name: "lrs", method: "grid" });
});

test("a line from before a grid was given more values counts where its setting stands today", () => {
  const { tried } = stored(LRS, [{ setting: 0, sets: at(1, 4) }]);
  expect(tried.map(({ lines }) => lines.filter(Boolean).length)).toEqual([0, 1, 0, 0]);
});

test("of another method the settings of the journal are known, by the numbers that they were given", () => {
  const sweep = "method: random\nrun_cap: 5\nparameters: { optimizer.lr: { distribution: uniform, min: 0, max: 1 } }\n";
  const { tried, total, parameters, metric } = stored(sweep, [
    { setting: 3, sets: { "optimizer.lr": 0.25 }, run: "a/1" },
    { setting: 1, sets: { "optimizer.lr": 0.5 }, run: "a/2" },
    { setting: 9, sets: { "optimizer.lr": 0.75 }, run: "a/3" },
  ]);
  expect(
    tried.map(({ number }) => number),
    "9 is beyond the cap",
  ).toEqual([1, 3]);
  expect(rankSettings(tried, metric).map(({ setting }) => setting)).toEqual([2, 4]);
  expect(total).toBe(5);
  expect(parameters).toMatchObject([{ name: "optimizer.lr", kind: "uniform", options: { min: 0, max: 1 } }]);
});

test("the last line of a run counts, a torn one is none, and each seed has its own", () => {
  const sweep = `${LRS}repeats: { seeds: [1, 2] }\n`;
  const { tried, total } = stored(sweep, [
    { sets: at(1, 3), seed: 2, run: "a/2", status: "failed", reason: "it crashed" },
    { sets: at(1, 3), seed: 2, run: "a/2" },
  ]);
  expect(tried[0]?.lines.map((line) => line?.status)).toEqual([undefined, "completed"]);
  expect(total).toBe(8);
});

test("of a sweep that was given seeds, what was tried with another one before is none of it", () => {
  const sweep = "method: random\nrun_cap: 5\nparameters: { optimizer.lr: { distribution: uniform, min: 0, max: 1 } }\n";
  const lines = [
    { setting: 0, sets: { "optimizer.lr": 0.25 }, seed: 42, run: "a/1" },
    { setting: 0, sets: { "optimizer.lr": 0.25 }, seed: 2, run: "a/2" },
    { setting: 1, sets: { "optimizer.lr": 0.5 }, seed: 42, run: "a/3" },
  ];
  const { tried } = stored(`${sweep}repeats: { seeds: [1, 2] }\n`, lines);
  expect(tried.map(({ number, lines: own }) => [number, own.map((line) => line?.run)])).toEqual([
    [0, [undefined, "a/2"]],
  ]);
});

test("what the experiment itself says is told with the flags that have changed it", () => {
  const { base, set } = stored(LRS, []);
  expect(set).toEqual(["optimizer.lr=0.5"]);
  expect(base("optimizer.lr")).toBe(0.5);
  expect(base("training.epochs")).toBe(2);
});

test("a line whose run is none's name is none: nothing beside the results is read for it", () => {
  for (const run of ["../../x", "a/../../x", "/etc/passwd", "a/b/c", "a", "", "a/", "a\\b/c", "a/.b", 1]) {
    const { tried } = stored(LRS, [{ sets: at(1, 3), run: run as string }]);
    expect(tried[0]?.lines, String(run)).toEqual([undefined]);
  }
});

test("a folder whose sweep.yaml is none is an error with its place", () => {
  expect(() => stored("method: gird\n", [])).toThrow(/sweep\.yaml:2:9: \[sweeps\/file\] method must be/);
});
