import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { type SignalSource, watchSignals } from "../../src/commands/stop-signal.ts";

function watched() {
  const exits: number[] = [];
  const source = Object.assign(new EventEmitter(), { exit: (code: number) => exits.push(code) });
  const time = { now: 1000 };
  let announced = 0;
  const stop = watchSignals(
    source as unknown as SignalSource,
    () => time.now,
    () => announced++,
  );
  return { exits, source, time, stop, announced: () => announced };
}

test("the first signal aborts and is announced once, the second ends at once with its code", () => {
  const { exits, source, time, stop, announced } = watched();
  expect([stop.signal.aborted, stop.exitCode()]).toEqual([false, undefined]);
  source.emit("SIGINT", "SIGINT");
  expect([stop.signal.aborted, stop.exitCode(), announced()]).toEqual([true, 130, 1]);
  time.now += 1000;
  source.emit("SIGINT", "SIGINT");
  expect([exits, announced()]).toEqual([[130], 1]);
});

test("the same signal passed on by a package manager is no second one", () => {
  const { exits, source, time } = watched();
  source.emit("SIGINT", "SIGINT");
  time.now += 5;
  source.emit("SIGINT", "SIGINT");
  expect(exits).toEqual([]);
  source.emit("SIGTERM", "SIGTERM");
  expect(exits, "another signal is").toEqual([143]);
});

test("once disposed, signals are the system's again", () => {
  const { source, stop } = watched();
  stop.dispose();
  expect(source.listenerCount("SIGINT") + source.listenerCount("SIGTERM")).toBe(0);
});
