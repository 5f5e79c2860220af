import { expect, test } from "vitest";
import { checkpointSchedule } from "../src/checkpoint-schedule.ts";

/** A clock that is set by hand, in seconds. */
function clock() {
  let time = 1000;
  return { now: () => time, pass: (seconds: number) => void (time += seconds) };
}

test("without options a checkpoint is due every half minute, and seldom enough to cost less than 1 %", () => {
  const { now, pass } = clock();
  const schedule = checkpointSchedule({ keep: 2 }, now)();
  pass(29);
  expect([schedule.isDue(), schedule.isDueAfter(1)]).toEqual([false, false]);
  pass(1);
  expect([schedule.isDue(), schedule.isDueAfter(1)]).toEqual([true, true]);
  schedule.saved(0.01);
  pass(29);
  expect(schedule.isDue()).toBe(false);
  pass(1);
  expect(schedule.isDue()).toBe(true);
  schedule.saved(2); // 200 times as long
  pass(399);
  expect(schedule.isDue()).toBe(false);
  pass(1);
  expect(schedule.isDue()).toBe(true);
});

test("every_minutes is what it says, whatever saving costs", () => {
  const { now, pass } = clock();
  const schedule = checkpointSchedule({ keep: 2, every_minutes: 0.1 }, now)();
  pass(6);
  expect(schedule.isDue()).toBe(true);
  schedule.saved(5);
  pass(5.5);
  expect(schedule.isDue()).toBe(false);
  pass(0.5);
  expect(schedule.isDue()).toBe(true);
});

test("every_epochs looks at epochs alone; keep: 0 saves nothing", () => {
  const { now, pass } = clock();
  const schedule = checkpointSchedule({ keep: 2, every_epochs: 3 }, now)();
  pass(1e6);
  expect(schedule.isDue()).toBe(false);
  expect([1, 2, 3, 4, 5, 6].filter(schedule.isDueAfter)).toEqual([3, 6]);
  const never = checkpointSchedule({ keep: 0, every_epochs: 1 }, now)();
  expect([never.isDue(), never.isDueAfter(1)]).toEqual([false, false]);
});

test("both intervals at once are refused", () => {
  expect(() => checkpointSchedule({ keep: 2, every_epochs: 1, every_minutes: 2 })).toThrow(
    "must have every_epochs or every_minutes, not both, got 1 and 2",
  );
});
