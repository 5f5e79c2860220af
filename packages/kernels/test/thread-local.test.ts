import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { elementsOf } from "../src/elements.ts";
import { createEmitter, type Emitter } from "../src/emitter.ts";
import { createEngine } from "../src/engine.ts";
import { type FusionName, fusionRules } from "../src/fusion.ts";
import { callsOf, createProgram, programOf } from "../src/program.ts";
import { createBench, randomize } from "../src/self-test/bench.ts";
import { createTensor, type Tensor } from "../src/tensor.ts";
import { WORKSPACE } from "../src/workspace.ts";

const engines = [1, 2, 3].map((threads) => createEngine({ threads, active: threads }));
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

const ALL = Object.keys(fusionRules) as FusionName[];
const [BATCH, SIDE, CHANNELS] = [21, 9, 16];
const PIXELS = SIDE * SIDE;
const SIZE = PIXELS * CHANNELS;

type Engine = (typeof engines)[number];
interface Options {
  readonly reuse?: boolean;
  readonly fusions?: readonly FusionName[];
  readonly leastPieces?: number;
}

/** Runs what `build` emits twice; returns its outputs, and the labels of what each thread has its own part of. */
function evaluate(
  engine: Engine,
  options: Options,
  build: (emitter: Emitter, make: (label: string, shape: readonly number[]) => Tensor) => readonly Tensor[],
) {
  const made: Tensor[] = [];
  let outputs: readonly Tensor[] = [];
  const bench = createBench(engine, { batch: BATCH, leastPieces: 1, ...options }, (emitter) => {
    outputs = build(emitter, (label, shape) => {
      const tensor = createTensor(label, shape, "f32", shape[0] === BATCH);
      made.push(tensor);
      return tensor;
    });
    return made;
  });
  for (const tensor of made) randomize(engine, tensor);
  bench.run();
  bench.run();
  return {
    program: bench.program,
    local: [...bench.program.threadLocal.keys()].map(({ label }) => label).sort(),
    values: outputs.map((output) => Array.from(elementsOf(engine, output))),
  };
}

describe("what is read in the phase that writes it lies in each thread's workspace", () => {
  /** y = tanh(relu(x)) and the sum over the batch of relu(tanh(relu(x))): only that last map is read by tiles. */
  const chain = (emitter: Emitter, make: (label: string, shape: readonly number[]) => Tensor): Tensor[] => {
    const [x, y, sums] = [make("x", [BATCH, SIZE]), make("y", [BATCH, SIZE]), make("sums", [SIZE])];
    const [first, last] = [emitter.tensor("first", [SIZE]), emitter.tensor("last", [SIZE])];
    emitter.emit("relu", { x, y: first, size: SIZE });
    emitter.emit("tanh", { x: first, y, size: SIZE });
    emitter.emit("relu", { x: y, y: last, size: SIZE });
    emitter.emit("sum_rows", { x: last, y: sums, rows: BATCH, columns: SIZE });
    return [y, sums];
  };

  test("a map that tiles read, and what has an address, are kept whole", () => {
    const found = evaluate(engines[0] as Engine, {}, chain);
    expect(found.local).toEqual(["first"]);
    expect(found.program.plan.placements.map(({ storage }) => storage.label)).toEqual(["last"]);
  });

  test("without reuse every map has an address of its own", () => {
    const found = evaluate(engines[0] as Engine, { reuse: false }, chain);
    expect(found.local).toEqual([]);
    expect(found.program.plan.placements).toHaveLength(2);
  });

  test.each(engines)("the same bits as with whole maps, on $threads threads", (engine) => {
    const [plain, local] = [evaluate(engine, { reuse: false }, chain), evaluate(engine, {}, chain)];
    expect(local.values).toEqual(plain.values);
    expect(plain.values[0]?.some((value) => value !== 0)).toBe(true);
  });

  test.each(engines)("bits of samples that would lie before the arena's beginning, on $threads threads", (engine) => {
    // 2.4 MB a sample between maps of 64 bytes: from the second sample on its address is below 0, modulo 2³².
    const [height, width] = [150, 250];
    const wide = (emitter: Emitter, make: (label: string, shape: readonly number[]) => Tensor): Tensor[] => {
      const [x, y] = [make("x", [BATCH, CHANNELS]), make("y", [BATCH, CHANNELS])];
      const map = emitter.tensor("map", [height, width, CHANNELS]);
      const size = { height, width, channels: CHANNELS, out_height: 1, out_width: 1 };
      emitter.emit("adaptive_avg_pool2d_backward", { x, y: map, ...size });
      emitter.emit("adaptive_avg_pool2d", { x: map, y, ...size });
      return [y];
    };
    const [plain, local] = [evaluate(engine, { reuse: false }, wide), evaluate(engine, {}, wide)];
    expect(local.local).toEqual(["map"]);
    expect(local.program.plan.bytes).toBe(0);
    expect(local.values).toEqual(plain.values);
  });

  test("a batch in few pieces is kept whole, and so is what is only written", () => {
    const found = evaluate(engines[0] as Engine, { leastPieces: BATCH + 1 }, chain);
    expect(found.local).toEqual([]);
    const unread = evaluate(engines[0] as Engine, {}, (emitter, make) => {
      const [x, y] = [make("x", [BATCH, SIZE]), make("y", [BATCH, SIZE])];
      emitter.emit("relu", { x, y: emitter.tensor("unread", [SIZE]), size: SIZE });
      emitter.emit("tanh", { x, y, size: SIZE });
      return [y];
    });
    expect(unread.local).toEqual([]);
  });

  test("calls alone without those that write what they read are refused", () => {
    const { program } = evaluate(engines[0] as Engine, {}, chain);
    const [first, second] = callsOf(program.phases);
    if (!first || !second) throw new Error("there are three calls and more");
    expect(() => programOf(program, [second])).toThrow('what writes "first" must be there, too');
    expect(callsOf(programOf(program, [first, second]).phases)).toHaveLength(2);
  });

  test("a program is as long as its maps are large, wherever they lie", () => {
    const emitter = createEmitter(BATCH, false);
    const size = 2 ** 20;
    const [x, y] = [createTensor("x", [BATCH, 1], "f32", true), createTensor("y", [BATCH, 1], "f32", true)];
    for (const tensor of [x, y]) (tensor.storage as { address: number }).address = 64;
    const maps = Array.from({ length: 4 }, (_, i) => emitter.tensor(`map ${i}`, [size]));
    maps.forEach((map, i) => {
      emitter.emit("relu", { x: maps[i - 1] ?? x, y: map, size });
    });
    emitter.emit("relu", { x: maps[3] as Tensor, y, size: 1 });
    const program = createProgram(emitter);
    expect(program.threadLocal.size).toBe(4);
    expect(program).toMatchObject({ plan: { bytes: 0 }, isLong: true });
  });

  test("the workspace's parts are where the kernels take them to be", () => {
    const text = readFileSync(new URL("../assembly/common.ts", import.meta.url), "utf8");
    const offsetOf = (name: string): number => Number(new RegExp(`  ${name} = address \\+ (\\d+);`).exec(text)?.[1]);
    expect({ ownArguments: offsetOf("ownArguments"), scratch: offsetOf("scratch") }).toEqual(WORKSPACE);
  });

  test("an operand that may be missing has an address, since 0 would say that it is", () => {
    const found = evaluate(engines[0] as Engine, { fusions: [] }, (emitter, make) => {
      const [x, affine, y] = [make("x", [BATCH, SIZE]), make("affine", [2, CHANNELS]), make("y", [BATCH, SIZE])];
      const addend = emitter.tensor("addend", [SIZE]);
      emitter.emit("relu", { x, y: addend, size: SIZE });
      emitter.emit("batch_norm_apply", { x, affine, addend, y, rows: PIXELS, channels: CHANNELS });
      return [y];
    });
    expect(found.local).toEqual([]);
  });
});

describe("a batch norm between convolutions is computed again for the gradient of the second", () => {
  /** norm, relu, convolution (depthwise with as many groups as channels), norm, and the gradients of the first three. */
  const net =
    (kernel: number, groups: number) =>
    (emitter: Emitter, make: (label: string, shape: readonly number[]) => Tensor): Tensor[] => {
      const image = [SIDE, SIDE, CHANNELS];
      const [x, dy] = [make("x", [BATCH, ...image]), make("dy", [BATCH, ...image])];
      const weight = make("weight", [kernel, kernel, CHANNELS / groups, CHANNELS]);
      const size = { rows: PIXELS, channels: CHANNELS };
      const whole = { ...size, values: BATCH * PIXELS };
      /** The statistics of a map, for which all samples must be there. */
      const statistics = (name: string, of: Tensor) => {
        const partial = emitter.tensor(`${name} sums`, [2, CHANNELS], "f64");
        const [affine, moments] = [make(`${name} affine`, [2, CHANNELS]), make(`${name} moments`, [4, CHANNELS])];
        const running = {
          running_mean: make(`${name} mean`, [CHANNELS]),
          running_var: make(`${name} var`, [CHANNELS]),
        };
        emitter.emit("batch_norm_sums", { x: of, partial, ...whole });
        const numbers = { batch: BATCH, ...size, momentum: 0.1, eps: 1e-5 };
        emitter.emit("batch_norm_finalize", { partial, ...running, affine, moments, ...numbers });
        return { affine, moments };
      };
      const pad = (kernel - 1) / 2;
      const convolution = { stride_y: 1, stride_x: 1, pad_top: pad, pad_left: pad, groups };
      const [normal, active] = [emitter.tensor("normal", image), emitter.tensor("active", image)];
      const y = make("y", [BATCH, ...image]);
      const first = statistics("first", x);
      emitter.emit("batch_norm_apply", { x, affine: first.affine, y: normal, ...size });
      emitter.emit("relu", { x: normal, y: active, size: SIZE });
      emitter.emit("conv2d", { x: active, weight, y, ...convolution });
      const second = statistics("second", y);
      const [dconv, dactive, dnormal] = [
        emitter.tensor("dconv", image),
        emitter.tensor("dactive", image),
        emitter.tensor("dnormal", image),
      ];
      emitter.emit("batch_norm_apply", { x: dy, affine: second.affine, y: dconv, ...size });
      const [dweight, dx] = [make("dweight", weight.shape), make("dx", [BATCH, ...image])];
      emitter.emit("conv2d_backward", { x: active, dy: dconv, weight, dweight, dx: dactive, ...convolution });
      emitter.emit("relu_backward", { a: dactive, b: active, y: dnormal, size: SIZE });
      const coefficients = make("coefficients", [7, CHANNELS]);
      emitter.emit("batch_norm_backward_apply", { dy: dnormal, x, affine: coefficients, dx, ...whole });
      return [y, dweight, dx];
    };

  const without = ALL.filter((name) => name !== "normalize_again");
  const times = ({ program }: ReturnType<typeof evaluate>): number =>
    callsOf(program.phases).filter(({ kernel }) => kernel === "batch_norm_apply").length;

  describe.each([
    { name: "one tap", build: net(1, 1) },
    { name: "depthwise", build: net(3, CHANNELS) },
  ])("$name", ({ build }) => {
    test.each(engines)("the same bits, on $threads threads", (engine) => {
      const [plain, again] = [evaluate(engine, { fusions: without }, build), evaluate(engine, { fusions: ALL }, build)];
      expect([times(plain), times(again)]).toEqual([2, 3]);
      expect(again.values).toEqual(plain.values);
      expect(again.values.every((values) => values.some((value) => value !== 0))).toBe(true);
    });

    test("neither of the two maps is kept in memory, and the second waits for the weight's gradient", () => {
      const { local, program } = evaluate(engines[1] as Engine, { fusions: ALL }, build);
      expect(local).toEqual(["active", "active again", "dactive", "dconv"]);
      const phasesOf = (ending: RegExp): number[] =>
        program.phases.flatMap((phase, number) =>
          phase.flatMap(({ calls }) => calls.flatMap(({ kernel }) => (ending.test(kernel) ? [number] : []))),
        );
      expect(phasesOf(/^batch_norm_apply$/).at(-1)).toBe(phasesOf(/conv2d_backward_weight$/)[0]);
    });
  });

  test("not before a Winograd convolution, whose weight gradient takes chunks of samples", () => {
    expect(times(evaluate(engines[0] as Engine, { fusions: ALL }, net(3, 1)))).toBe(2);
  });
});
