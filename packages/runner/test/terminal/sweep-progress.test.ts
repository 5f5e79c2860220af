import type { TrialResult } from "@assay/sweeps";
import { expect, test } from "vitest";
import { createSweepProgress, type ShownTrial } from "../../src/terminal/sweep-progress.ts";
import { CONTROL, fakeTerminal } from "./screen.ts";

const METRIC = { name: "accuracy", better: "higher", shown: "percent" } as const;
const trial = (number: number, lr: unknown = 0.1): ShownTrial => ({
  ...{ number, setting: number, seed: 1, sets: { "optimizer.lr": lr } },
});
const result = (figure: number, more: Partial<TrialResult> = {}): TrialResult => ({
  ...{ status: "completed", curve: [[2, figure]], epochs: 2, train: null, validation: { accuracy: figure } },
  ...{ parameters: 10, seconds: 2, weights: null },
  ...more,
});

/** A sweep of 12 trials at second `now`. */
function watched(columns?: number, repeats = 1) {
  const clock = { now: 0 };
  const { terminal, err } = fakeTerminal(columns);
  const metric = { name: "validation.accuracy", goal: "maximize" } as const;
  const progress = createSweepProgress(terminal.err, metric, METRIC, {
    ...{ total: 12, repeats, seconds: () => clock.now },
  });
  return { clock, err, progress };
}

/** What a terminal shows after some output: lines are removed from the last one up. */
function shownBy(output: string): string {
  let lines = [""];
  for (const [i, part] of output.split("\u001b[1A\r\u001b[2K").entries()) {
    if (i > 0) lines = [...lines.slice(0, -2), ""];
    lines = `${lines.join("\n")}${part}`.split("\n");
  }
  return lines.join("\n");
}

test("in a file there is a line a trial, the result first, and no control character", () => {
  const { err, progress } = watched();
  progress.begin(trial(0));
  progress.epoch(trial(0), 1, 2, 0.5);
  progress.end(trial(0), result(0.875), true);
  progress.end(trial(1, 0.01), result(0.5, { status: "stopped" }), true);
  progress.end(trial(2, 1), result(0, { status: "failed", reason: "its process \u001b[2J ended" }), true);
  progress.stop();
  expect(err()).toBe(`\
trial  1/12  validation.accuracy 87.50 %, 2.0 s  optimizer.lr=0.1  seed=1
trial  2/12  validation.accuracy 50.00 %, stopped after epoch 2, 2.0 s  optimizer.lr=0.01  seed=1
trial  3/12  failed: its process \\u001b[2J ended  optimizer.lr=1  seed=1
`);
  expect(err()).not.toMatch(CONTROL);
});

test("on a terminal a block below tells what is done, running and best, and the time left; it leaves nothing behind", () => {
  const { clock, err, progress } = watched(80);
  progress.begin(trial(0));
  progress.begin(trial(1, 0.01));
  clock.now = 1;
  progress.epoch(trial(1, 0.01), 1, 2, 0.25);
  clock.now = 2;
  progress.end(trial(0), result(0.875), true);
  expect(shownBy(err())).toBe(`\
trial  1/12  validation.accuracy 87.50 %, 2.0 s  optimizer.lr=0.1  seed=1
1/12 done, 1 running, 0:22 left
best: trial 1  87.50 %  optimizer.lr=0.1  seed=1
  trial  2  epoch 1/2  25.00 %  optimizer.lr=0.01  seed=1
`);
  progress.say("No worker is there.");
  progress.stop();
  progress.epoch(trial(1), 2, 2, 0.5);
  expect(shownBy(err())).toBe(`\
trial  1/12  validation.accuracy 87.50 %, 2.0 s  optimizer.lr=0.1  seed=1
No worker is there.
`);
});

test("best is the setting with the best mean over its seeds, once they are all over", () => {
  const { err, progress } = watched(100, 2);
  const of = (setting: number, seed: number): ShownTrial => ({
    ...{ number: setting * 2 + seed, setting, seed, sets: { "optimizer.lr": setting } },
  });
  const bestOf = () => /^best: .*$/m.exec(shownBy(err()))?.[0];
  progress.end(of(0, 0), result(0.99), true);
  expect(bestOf(), "one seed is not all").toBeUndefined();
  progress.end(of(1, 0), result(0.8), true);
  progress.end(of(1, 1), result(0.7), true);
  expect(bestOf()).toBe("best: setting 2  75.00 %, mean of 2 seeds  optimizer.lr=1");
  progress.end(of(0, 1), result(0.01), true);
  progress.end(of(2, 0), result(0.9), true);
  progress.end(of(2, 1), result(0, { status: "failed" }), true);
  expect(bestOf()).toBe("best: setting 2  75.00 %, mean of 2 seeds  optimizer.lr=1");
});

test("a trial that was there already counts without a line, one of another process has one", () => {
  const { err, progress } = watched(100);
  progress.found(trial(0), result(0.875));
  progress.end(trial(1, 0.01), result(0.5), false);
  expect(shownBy(err())).toBe(`\
trial  2/12  validation.accuracy 50.00 %, by another process  optimizer.lr=0.01  seed=1
2/12 done, 0 running
best: trial 1  87.50 %  optimizer.lr=0.1  seed=1
`);
});

test("more trials than a terminal has lines are counted, and no line is wider than the terminal", () => {
  const { err, progress } = watched(60);
  for (let number = 0; number < 100; number++) progress.begin(trial(number, "x".repeat(100)));
  const lines = shownBy(err()).trimEnd().split("\n");
  expect(lines.length).toBe(20);
  expect(lines.at(-1)).toBe("  and 82 more");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60);
});
