import { afterAll, expect, test } from "vitest";
import { createEmitter } from "../src/emitter.ts";
import { createEngine } from "../src/engine.ts";
import { createProgram } from "../src/program.ts";
import { createTensor } from "../src/tensor.ts";
import { createBench, elements, randomize } from "./harness.ts";

const engine = createEngine({ threads: 2 });
afterAll(() => engine.close());

test("an empty program between others does not make a worker run the next one twice", () => {
  const x = createTensor("x", [5, 3], "f32", true);
  const y = createTensor("y", [5, 3], "f32", true);
  const empty = createBench(engine, { batch: 5 }, () => []);
  const relu = createBench(engine, { batch: 5 }, (emitter) => {
    emitter.emit("relu", { x, y, size: 3 });
    return [x, y];
  });
  for (let i = 1; i <= 2000; i++) {
    for (let j = 0; j < 3; j++) empty.run();
    elements(engine, x).fill(i);
    relu.run();
    expect(elements(engine, y)[14]).toBe(i);
  }
});

test("10,000 runs of a program leave the arena as it was", () => {
  const x = createTensor("x", [7, 33], "f32", true);
  const y = createTensor("y", [7, 33], "f32", true);
  const bench = createBench(engine, { batch: 7 }, (emitter) => {
    emitter.emit("tanh", { x, y, size: 33 });
    return [x, y];
  });
  const used = engine.arena.used;
  elements(engine, x).fill(0.5);
  for (let i = 0; i < 10_000; i++) bench.run();
  expect(engine.arena.used).toBe(used);
  expect(elements(engine, y)[200]).toBeCloseTo(Math.tanh(0.5), 6);
});

test("a team of five of which two work at a time: each worker in turn, the same values in every run", async () => {
  const large = createEngine({ threads: 5, active: 2 });
  const x = createTensor("x", [64, 33], "f32", true);
  const y = createTensor("y", [64, 33], "f32", true);
  const bench = createBench(large, { batch: 64 }, (emitter) => {
    emitter.emit("tanh", { x, y, size: 33 });
    return [x, y];
  });
  elements(large, x).fill(0.5);
  // Long enough for every worker to have had several turns.
  for (let i = 0; i < 2000; i++) {
    elements(large, y).fill(0);
    bench.run();
    expect(elements(large, y).every((value) => value === elements(large, y)[0])).toBe(true);
  }
  expect(elements(large, y)[0]).toBeCloseTo(Math.tanh(0.5), 6);
  await large.close();
});

test("more threads than cores, of which any may be put aside: two programs in turn, each run whole and none done twice", async () => {
  const crowd = createEngine({ threads: 6, active: 6 });
  const [x, y, sum] = [
    createTensor("x", [64, 33], "f32", true),
    createTensor("y", [64, 33], "f32", true),
    createTensor("sum", [64, 33], "f32", true),
  ];
  const add = createBench(crowd, { batch: 64 }, (emitter) => {
    emitter.emit("add", { a: sum, b: x, y: sum, size: 33 });
    return [x, sum];
  });
  const negate = createBench(crowd, { batch: 64 }, (emitter) => {
    emitter.emit("relu", { x, y, size: 33 });
    return [x, y];
  });
  for (let i = 1; i <= 3000; i++) {
    elements(crowd, x).fill(i % 7);
    add.run(); // a unit that ran twice, or not at all, shows in the sum
    negate.run();
    expect(elements(crowd, y)[2000]).toBe(i % 7);
  }
  const total = Array.from({ length: 3000 }, (_, i) => (i + 1) % 7).reduce((a, b) => a + b);
  expect(elements(crowd, sum).every((value) => value === total)).toBe(true);
  await crowd.close();
});

/** A matrix product of 8 GFLOP, which is long. */
function longProgram(threads: number) {
  const engine = createEngine({ threads });
  const x = createTensor("x", [2000, 2000], "f32", true);
  const y = createTensor("y", [2000, 1000], "f32", true);
  const weight = createTensor("weight", [2000, 1000]);
  const emitter = createEmitter(2000, true);
  emitter.emit("linear", { x, weight, y });
  for (const tensor of [x, y, weight]) engine.arena.place(tensor);
  const program = createProgram(emitter);
  expect(program.isLong).toBe(true);
  const [run] = engine.load(program);
  for (const tensor of [x, weight]) randomize(engine, tensor);
  return { engine, run, y };
}

test("a program that is left and abandoned leaves a team that has ended, and an arena that can be read", async () => {
  const { engine: left, run, y } = longProgram(2);
  expect(run.start()).toBe(false);
  await left.abandon();
  const before = elements(left, y).slice();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(elements(left, y), "nobody writes any more").toEqual(before);
  expect(() => run.proceed()).toThrow("the engine is closed");
  await left.close();
});

test("a program in slices gives what it gives in one piece", async () => {
  const whole = longProgram(1);
  whole.run();
  const sliced = longProgram(2);
  let slices = 1;
  for (let isDone = sliced.run.start(); !isDone; slices++) isDone = sliced.run.proceed();
  expect(slices).toBeGreaterThan(2);
  expect(elements(sliced.engine, sliced.y)).toEqual(elements(whole.engine, whole.y));
  await Promise.all([whole.engine.close(), sliced.engine.close()]);
});
