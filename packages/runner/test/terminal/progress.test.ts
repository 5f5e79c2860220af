import type { TrainEvent } from "@assay/training";
import { expect, test } from "vitest";
import { METRICS } from "../../../runs/test/fake-outcome.ts";
import { stored } from "../../../runs/test/sample-runs.ts";
import { createProgress, resultBlock, resultLine } from "../../src/terminal/index.ts";
import { barLine } from "../../src/terminal/progress-bar.ts";
import { CONTROL, fakeTerminal } from "./screen.ts";

const epoch = (number: number, validation = true): TrainEvent => ({
  type: "epoch",
  evaluated: true,
  record: {
    epoch: number,
    step: number * 10,
    lr: 0.001 / number,
    train: { loss: 0.2345, accuracy: 0.9321 },
    ...(validation && { validation: { loss: 0.0712, accuracy: 1 } }),
    seconds: 14.2 * number,
    samples_per_second: 12_345.6,
  },
});
const step = (number: number): TrainEvent => ({
  type: "step",
  epoch: 1,
  step: number,
  stepsPerEpoch: 10,
  train: { loss: 0.5, accuracy: 0.8 },
  samplesPerSecond: 640,
});
const start: TrainEvent = {
  ...{ type: "start", epochs: 12, stepsPerEpoch: 10, steps: 120, batchSize: 64, validation: true, metrics: METRICS },
};

test("without a terminal there is a line an epoch, aligned under one head, and no control character", () => {
  const { terminal, err } = fakeTerminal();
  const { listener, stop } = createProgress(terminal.err);
  for (const event of [start, step(1), step(2), epoch(1), step(1), epoch(12)]) listener(event);
  stop();
  expect(err()).toBe(`\
  epoch train loss train acc val loss  val acc        lr samples/s     time
   1/12     0.2345   93.21 %   0.0712 100.00 %     0.001    12,346   14.2 s
  12/12     0.2345   93.21 %   0.0712 100.00 % 0.0000833    12,346     2:50
`);
  expect(err()).not.toMatch(CONTROL);
});

test("without a validation split its columns are left out", () => {
  const { terminal, err } = fakeTerminal();
  const { listener } = createProgress(terminal.err);
  listener({ ...start, validation: false } as TrainEvent);
  listener(epoch(1, false));
  expect(err()).toBe(`\
  epoch train loss train acc        lr samples/s     time
   1/12     0.2345   93.21 %     0.001    12,346   14.2 s
`);
});

test("a sweep's trials leave no line an epoch", () => {
  const { terminal, err } = fakeTerminal();
  const { listener } = createProgress(terminal.err, { lines: false });
  for (const event of [start, step(1), epoch(1)]) listener(event);
  expect(err()).toBe("");
});

test("on a terminal a bar is drawn and removed, and does not come back once stopped", () => {
  const { terminal, err } = fakeTerminal(80);
  const { listener, stop } = createProgress(terminal.err);
  for (const event of [start, step(1)]) listener(event);
  expect(err()).toContain("epoch  1/12");
  expect(err()).toContain("0:12 left"); // 119 steps of 64 at 640 a second
  stop();
  const length = err().length;
  listener(step(5));
  expect(err()).toHaveLength(length);
});

test("on a terminal the evaluation at the end says so while it lasts; in a file it leaves nothing", () => {
  const { terminal, err } = fakeTerminal(80);
  const { listener, stop } = createProgress(terminal.err);
  listener({ type: "evaluate", split: "test" });
  expect(err()).toBe("evaluating the test split");
  stop();
  expect(err()).toBe("evaluating the test split\r\u001b[2K");
  const piped = fakeTerminal();
  createProgress(piped.terminal.err).listener({ type: "evaluate", split: "test" });
  expect(piped.err()).toBe("");
});

test("a metric that is no percentage is shown as a number under its own name", () => {
  const { terminal, err } = fakeTerminal();
  const { listener } = createProgress(terminal.err);
  const metrics = [{ name: "rmse", better: "lower", shown: "number" }] as const;
  listener({ ...start, metrics, validation: false } as TrainEvent);
  const event = epoch(1, false) as Extract<TrainEvent, { type: "epoch" }>;
  listener({ ...event, record: { ...event.record, train: { loss: 0.25, rmse: 0.5 } } });
  expect(err()).toBe(`\
  epoch train loss train rmse        lr samples/s     time
   1/12     0.2500     0.5000     0.001    12,346   14.2 s
`);
});

const STATE = { epoch: 3, epochs: 12, loss: 0.2345, metric: "acc 93.21 %", samplesPerSecond: 123_456, left: 3723 };

test.each([60, 80, 100, 120, 200])("the bar fits %i columns, with room for ^C behind it", (columns) => {
  for (const share of [0, 0.333, 0.5, 1]) {
    const line = barLine(share, STATE, fakeTerminal(columns, { LANG: "C.UTF-8", NO_COLOR: "1" }).terminal.err);
    expect([...line].length).toBeLessThan(columns - 2);
  }
});

test("the bar shows share, loss, accuracy, speed and time left, in ASCII where the locale is", () => {
  const { terminal } = fakeTerminal(80, { LANG: "C", NO_COLOR: "1" });
  expect(barLine(0.5, STATE, terminal.err)).toBe(
    "epoch  3/12 ####----  50 %  loss 0.2345  acc 93.21 %  123,456/s  1:02:03 left",
  );
});

test("the result names accuracy, folder and the next command, without control characters", () => {
  const { record } = stored({}, 0.9931, { train_seconds: 8.5 });
  const { terminal } = fakeTerminal();
  expect(resultBlock(record, "pnpm run compare", terminal.out)).toBe(`\
Test accuracy 99.31 %  (loss 0.0069)
Time          10.0 s, of which training 8.5 s
Run           results/tiny/seed1-0.9931
Next          pnpm run compare
`);
  expect(resultLine(record)).toBe("tiny/seed1-0.9931  completed  test accuracy 99.31 %  loss 0.0069  10.0 s");
});

test("text from a run never drives the terminal", () => {
  const { record } = stored({}, 0.5, { status: "failed", error: "\u001b[2J\u202eevil", run: "a/\u0007b" });
  const { terminal } = fakeTerminal();
  expect(resultLine(record)).not.toMatch(CONTROL);
  expect(resultBlock(record, "", terminal.out)).not.toMatch(CONTROL);
});
