import { afterAll, expect, test } from "vitest";
import { platform } from "#platform";
import { createArena } from "../src/arena.ts";
import { elementsOf } from "../src/elements.ts";
import { createEmitter } from "../src/emitter.ts";
import { createEngine } from "../src/engine.ts";
import { FIRST_KERNEL, instantiate } from "../src/instance.ts";
import { createProgram, encodePhases } from "../src/program.ts";
import { kernelNames } from "../src/registry.ts";
import { createBench, randomize } from "../src/self-test/bench.ts";
import { createTensor, type Tensor } from "../src/tensor.ts";

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
    elementsOf(engine, x).fill(i);
    relu.run();
    expect(elementsOf(engine, y)[14]).toBe(i);
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
  elementsOf(engine, x).fill(0.5);
  for (let i = 0; i < 10_000; i++) bench.run();
  expect(engine.arena.used).toBe(used);
  expect(elementsOf(engine, y)[200]).toBeCloseTo(Math.tanh(0.5), 6);
});

test("a team of five of which two work at a time: each worker in turn, the same values in every run", async () => {
  const large = createEngine({ threads: 5, active: 2 });
  const x = createTensor("x", [64, 33], "f32", true);
  const y = createTensor("y", [64, 33], "f32", true);
  const bench = createBench(large, { batch: 64 }, (emitter) => {
    emitter.emit("tanh", { x, y, size: 33 });
    return [x, y];
  });
  elementsOf(large, x).fill(0.5);
  // Long enough for every worker to have had several turns.
  for (let i = 0; i < 2000; i++) {
    elementsOf(large, y).fill(0);
    bench.run();
    expect(elementsOf(large, y).every((value) => value === elementsOf(large, y)[0])).toBe(true);
  }
  expect(elementsOf(large, y)[0]).toBeCloseTo(Math.tanh(0.5), 6);
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
    elementsOf(crowd, x).fill(i % 7);
    add.run(); // a unit that ran twice, or not at all, shows in the sum
    negate.run();
    expect(elementsOf(crowd, y)[2000]).toBe(i % 7);
  }
  const total = Array.from({ length: 3000 }, (_, i) => (i + 1) % 7).reduce((a, b) => a + b);
  expect(elementsOf(crowd, sum).every((value) => value === total)).toBe(true);
  await crowd.close();
});

test("a run is done when its claims are, though the other thread of the team never comes", () => {
  const arena = createArena();
  const instance = instantiate(new WebAssembly.Module(platform.readKernels("strict")), arena.memory, false);
  const control = arena.allocate(256 + 2 * 64);
  arena.views.i32[control / 4] = 2; // threads there are, and that are active, but none is started
  arena.views.i32[control / 4 + 2] = 2;
  const x = createTensor("x", [64, 33], "f32", true);
  const y = createTensor("y", [64, 33], "f32", true);
  const emitter = createEmitter(64, true);
  emitter.emit("add", { a: y, b: x, y, size: 33 });
  for (const tensor of [x, y]) arena.place(tensor);
  const { phases } = createProgram(emitter);
  const program = encodePhases(phases, 64, arena, 2, ({ kernel }) => FIRST_KERNEL + kernelNames.indexOf(kernel));
  elementsOf({ arena }, x).fill(1);
  for (let i = 1; i <= 3; i++) {
    expect(instance.execute(control, program, 0)).toBe(1);
    expect(elementsOf({ arena }, y).every((value) => value === i)).toBe(true);
  }
});

const [BATCH, SIZE] = [64, 33_000];

/** y = relu(tanh(x)), tanh(x) thread-local; sum += y. Said to be long, and so large that a claim of four samples is four pieces of work. */
function longProgram(threads: number) {
  const engine = createEngine({ threads });
  const [x, y, sum] = ["x", "y", "sum"].map((label) => createTensor(label, [BATCH, SIZE], "f32", true)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const emitter = createEmitter(BATCH, true);
  const middle = emitter.tensor("middle", [SIZE]);
  emitter.emit("tanh", { x, y: middle, size: SIZE });
  emitter.emit("relu", { x: middle, y, size: SIZE });
  emitter.emit("add", { a: sum, b: y, y: sum, size: SIZE });
  for (const tensor of [x, y, sum]) engine.arena.place(tensor);
  const program = createProgram(emitter, { final: new Set([sum.storage]) });
  expect(program).toMatchObject({ isLong: false, final: 1, phases: [[{ grain: 4, inner: 1 }], [{}]] });
  expect([...program.threadLocal.keys()]).toEqual([middle.storage]);
  const [run] = engine.load({ ...program, isLong: true });
  randomize(engine, x);
  return { engine, run, x, y, sum };
}
const always = (): boolean => true;
const never = (): boolean => false;
/** Compares bit by bit; `toEqual` takes seconds for as many. */
const bits = (values: ArrayBufferView): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
const isSame = (a: ArrayBufferView, b: ArrayBufferView): boolean => bits(a).equals(bits(b));

test.each([1, 2])(
  "left after each piece of work on %i threads, a program gives what it gives in one go",
  async (threads) => {
    const { engine: left, run, x, y, sum } = longProgram(threads);
    const whole = longProgram(1);
    for (let round = 0; round < 3; round++) {
      randomize(left, x, round);
      randomize(whole.engine, whole.x, round);
      const before = elementsOf(left, sum).slice();
      let slices = 1;
      for (let isDone = run.start(always); !isDone; isDone = run.proceed(always)) {
        expect(isSame(elementsOf(left, sum), before), "what is final is not begun").toBe(true);
        slices++;
      }
      // After each of 64 samples it was left, and gone on with once more.
      if (threads === 1) expect(slices).toBe(BATCH + 1);
      whole.run();
      expect(isSame(elementsOf(left, y), elementsOf(whole.engine, whole.y))).toBe(true);
      expect(isSame(elementsOf(left, sum), elementsOf(whole.engine, whole.sum))).toBe(true);
    }
    await Promise.all([left.close(), whole.engine.close()]);
  },
);

test("a long program that nobody stops is done with its first slice; a short one always is", async () => {
  const { engine: other, run } = longProgram(2);
  expect(run.start(never)).toBe(true);
  await other.close();
  const x = createTensor("x", [5, 3], "f32", true);
  const emitter = createEmitter(5, true);
  emitter.emit("relu", { x, y: x, size: 3 });
  engine.arena.place(x);
  const [short] = engine.load(createProgram(emitter));
  expect(short.start(always)).toBe(true);
});

test("a program that is left and abandoned leaves a team that has ended, and an arena that can be read", async () => {
  const { engine: left, run, y } = longProgram(2);
  expect(run.start(always)).toBe(false);
  expect(() => run()).toThrow("another run is not done");
  await left.abandon();
  const before = elementsOf(left, y).slice();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isSame(elementsOf(left, y), before), "nobody writes any more").toBe(true);
  expect(() => run.proceed(always)).toThrow("the engine is closed");
  await left.close();
});
