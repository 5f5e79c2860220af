import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { createProcesses, type TrialTask } from "../src/index.ts";

const PROGRAM = fileURLToPath(new URL("fake-process.mjs", import.meta.url));
const children: ChildProcess[] = [];
const epochs: unknown[] = [];
const pool = createProcesses({
  slots: 2,
  start() {
    const child = fork(PROGRAM);
    children.push(child);
    return child;
  },
  patience: 2000,
  attempts: 2,
});
afterAll(() => pool.close());

const { signal } = new AbortController();
const task = (title: string): TrialTask => ({
  ...{ title, run: "a/b", spec: "", results: "", threads: 1, numerics: "fused", revectorize: false },
  ...{ metric: { name: "validation.accuracy", goal: "maximize" }, bounds: [] },
});

test("one process trains one trial after the other, and tells of epochs", async () => {
  const tell = (...told: unknown[]): void => void epochs.push(told);
  const [first, second] = [await pool.run(task("trains"), signal, tell), await pool.run(task("trains"), signal, tell)];
  expect(first).toMatchObject({ status: "completed", run: "a/b" });
  expect(second, "the same process").toEqual(first);
  expect(epochs).toEqual([
    [1, 2, 0.5],
    [1, 2, 0.5],
  ]);
});

test.each([
  ["dies", "its process ended: exit 7 (2 times)"],
  ["is killed", "its process ended: SIGKILL (2 times)"],
  ["hangs", "it gave no sign of life for 2 s (2 times)"],
])("a trial whose process %s has failed, after its attempts", async (title, reason) => {
  expect(await pool.run(task(title), signal)).toMatchObject({ status: "failed", reason, curve: [] });
  expect(await pool.run(task("trains"), signal), "others go on").toMatchObject({ status: "completed" });
});

test("what no trial survives is an error of the sweep", async () => {
  await expect(pool.run(task("cannot write"), signal)).rejects.toThrow("the disk is full");
});

test("a trial that is stopped has no result, and is not tried again", async () => {
  const controller = new AbortController();
  const running = pool.run(task("waits"), controller.signal);
  controller.abort();
  expect(await running).toBe(undefined);
});

test("a process that hears nothing when it is told to stop is ended", async () => {
  const controller = new AbortController();
  const own = createProcesses({ slots: 1, start: () => fork(PROGRAM), grace: 100 });
  const running = own.run(task("is deaf"), controller.signal);
  controller.abort();
  expect(await running).toBe(undefined);
  own.close();
});

test("what holds a run is told, and the trial waits", async () => {
  const held: string[] = [];
  await pool.run(task("is held"), signal, undefined, (message) => held.push(message));
  expect(held).toEqual(["process 7 has it"]);
});

test("once closed, a pool starts no process for a trial whose process has ended", async () => {
  const started: ChildProcess[] = [];
  const own = createProcesses({
    slots: 1,
    start() {
      const child = fork(PROGRAM);
      started.push(child);
      return child;
    },
  });
  const running = own.run(task("waits"), signal);
  own.close();
  expect(await running).toBe(undefined);
  expect(started).toHaveLength(1);
});

test("closed, no process is left", async () => {
  const left = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  expect(left.length).toBeGreaterThan(0);
  const gone = left.map((child) => once(child, "exit"));
  pool.close();
  await Promise.all(gone);
});
