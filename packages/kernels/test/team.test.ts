import { afterAll, expect, test } from "vitest";
import { createEngine } from "../src/engine.ts";
import { createTensor } from "../src/tensor.ts";
import { createBench, elements } from "./harness.ts";

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
