import { describe, expect, test } from "vitest";
import type { Call } from "../src/call.ts";
import { elementsOf } from "../src/elements.ts";
import { createEmitter, type Emitter } from "../src/emitter.ts";
import { createEngine } from "../src/engine.ts";
import { createProgram } from "../src/program.ts";
import { stream } from "../src/random.ts";
import { overlap, type Span, spansOf } from "../src/regions.ts";
import { schedule } from "../src/schedule.ts";
import { randomize } from "../src/self-test/bench.ts";
import type { Make } from "../src/self-test/case.ts";
import { createTensor, type Tensor, view } from "../src/tensor.ts";
import { emitConcatNet, emitGroupedNet } from "./branched-nets.ts";

const BATCH = 4;
const WIDTH = 24;

/** Every element that a copy or a relu touches, one by one, and whether it writes it. */
function touchedBy({ kernel, args }: Call): { key: string; writes: boolean; bySample: boolean }[] {
  const found: { key: string; writes: boolean; bySample: boolean }[] = [];
  for (const [field, value] of Object.entries(args)) {
    if (typeof value !== "object") continue;
    const { storage, offset } = value;
    const number = (name: string): number => args[name] as number;
    for (let row = 0; row < (kernel === "copy_slice" ? BATCH * number("rows") : BATCH); row++) {
      for (let i = 0; i < number("size"); i++) {
        const at =
          kernel === "copy_slice"
            ? row * number(`${field}_stride`) + number(`${field}_offset`) + i
            : row * number("size") + i;
        found.push({ key: `${storage.label} ${offset / 4 + at}`, writes: field === "y", bySample: storage.bySample });
      }
    }
  }
  return found;
}

/** Copies between slices of rows, and relus over parts of a block. */
function randomCalls(seed: number): Call[] {
  const random = stream(seed, "test/regions");
  const below = (n: number): number => Math.floor(random() * n);
  const maps = Array.from({ length: 3 }, (_, i) => createTensor(`map ${i}`, [BATCH, WIDTH], "f32", i > 0));
  const block = createTensor("block", [8 * BATCH * 6]);
  const mapOf = (): Tensor => maps[below(3)] as Tensor;
  return Array.from({ length: 3 + below(12) }, (): Call => {
    if (random() < 0.3) {
      const part = (): Tensor => view(block, [BATCH, 6], below(8) * BATCH * 6);
      return { kernel: "relu", args: { x: part(), y: part(), size: 6 } };
    }
    const size = 1 + below(8);
    const [x_offset, y_offset] = [below(WIDTH - size), below(WIDTH - size)];
    const strides = { rows: 1, size, x_stride: WIDTH, x_offset, y_stride: WIDTH, y_offset };
    return { kernel: "copy_slice", args: { x: mapOf(), y: mapOf(), ...strides } };
  });
}

describe("in 400 random programs over parts of tensors", () => {
  test("calls that touch one element, one of them writing, are in order; no call waits longer than it must", () => {
    let apart = 0;
    for (let seed = 0; seed < 400; seed++) {
      const calls = randomCalls(seed);
      const position = new Map<Call, { phase: number; turn: number }>();
      schedule(calls, BATCH).forEach((chains, phase) => {
        for (const chain of chains)
          for (const [turn, call] of chain.calls.entries()) position.set(call, { phase, turn });
      });
      calls.forEach((later, j) => {
        const own = position.get(later) as { phase: number; turn: number };
        let least = 0;
        const touched = new Map(touchedBy(later).map((touch) => [`${touch.key} ${touch.writes}`, touch]));
        for (const earlier of calls.slice(0, j)) {
          const shared = touchedBy(earlier).filter(
            ({ key, writes }) => touched.has(`${key} true`) || (writes && touched.has(`${key} false`)),
          );
          const before = position.get(earlier) as { phase: number; turn: number };
          if (shared.length === 0) {
            apart++;
            continue;
          }
          const chained = shared.every(({ bySample }) => bySample);
          least = Math.max(least, before.phase + (chained ? 0 : 1));
          expect(own.phase > before.phase || (chained && own.phase === before.phase && own.turn > before.turn)).toBe(
            true,
          );
        }
        expect(own.phase).toBe(least);
      });
    }
    expect(apart).toBeGreaterThan(1000);
  });
});

describe("overlap", () => {
  const { storage } = createTensor("storage", [1000], "u8");
  const span = (start: number, run: number, stride = 0, count = 1): Span => {
    return { storage, writes: true, start, run, stride, end: start + (count - 1) * stride + run };
  };

  test("never misses a byte in common, in 2,000 random pairs; finds runs of one stride apart exactly", () => {
    const random = stream(1, "test/overlap");
    const below = (n: number): number => Math.floor(random() * n);
    const bytes = ({ start, run, stride, end }: Span): Set<number> => {
      const found = new Set<number>();
      for (let at = start; at < end; at += stride || end) for (let i = 0; i < run; i++) found.add(at + i);
      return found;
    };
    let [disjoint, recognized] = [0, 0];
    for (let i = 0; i < 2000; i++) {
      const stride = 6 + below(6);
      const [a, b] = [span(below(30), 1 + below(5), stride, 5), span(below(30), 1 + below(5), stride, 5)];
      const c = span(below(60), 1 + below(5));
      const d = span(below(30), 1 + below(3), 4 + below(9), 4);
      for (const [first, second] of [
        [a, b],
        [a, c],
        [a, d],
      ] as const) {
        const common = bytes(first).intersection(bytes(second)).size > 0;
        if (common) expect(overlap(first, second)).toBe(true);
        if (common || second === d) continue;
        disjoint++;
        if (!overlap(first, second)) recognized++;
      }
    }
    expect(disjoint).toBeGreaterThan(1000);
    // What remains are runs beyond the other's last one: there, the period says too little.
    expect(recognized / disjoint).toBeGreaterThan(0.9);
  });

  test("a tensor without a declared region is taken as a whole", () => {
    const x = createTensor("x", [BATCH, 6]);
    const y = view(createTensor("y", [100]), [BATCH, 6], 10);
    const spans = spansOf({ kernel: "relu", args: { x, y, size: 6 } }, BATCH);
    expect(spans).toMatchObject([
      { storage: x.storage, writes: false, start: 0, end: 96 },
      { storage: y.storage, writes: true, start: 40, end: 136 },
    ]);
  });
});

/** Runs a net, or each of its operations as a program of its own; returns all values it has made. */
function evaluate(emit: (emitter: Emitter, input: Make, output: Make) => void, threads: number, oneByOne = false) {
  const engine = createEngine({ threads, numerics: "strict" });
  const emitter = createEmitter(5, true);
  const made: { tensor: Tensor; fill: ((i: number) => number) | undefined }[] = [];
  const make: Make = (label, shape, fill, dtype = "f32") => {
    const tensor = createTensor(label, shape, dtype, shape.length > 1 && shape[0] === 5);
    made.push({ tensor, fill });
    engine.arena.place(tensor);
    return tensor;
  };
  emit(emitter, make, make);
  const tensors = emitter.operations.flatMap(({ fields }) =>
    Object.values(fields as Record<string, Tensor | number | undefined>).filter((value) => typeof value === "object"),
  );
  if (oneByOne) for (const tensor of tensors) engine.arena.place(tensor);
  const programs = oneByOne
    ? emitter.operations.map((operation) => createProgram({ ...emitter, operations: [operation] }))
    : [createProgram(emitter)];
  const runs = engine.load(...programs);
  for (const { tensor, fill } of made) {
    const target = elementsOf(engine, tensor);
    if (fill) target.set(Array.from({ length: target.length }, (_, i) => fill(i)));
    else randomize(engine, tensor);
  }
  for (const run of runs) run();
  return { phases: programs[0]?.phases.length, values: made.map(({ tensor }) => [...elementsOf(engine, tensor)]) };
}

describe("branches do not wait for each other", () => {
  test.each([
    [
      "a concat of three linear layers with parameter groups: 4 phases, 8 where storages are compared",
      emitConcatNet,
      4,
    ],
    ["a convolution in three groups: 2 phases, 4 where storages are compared", emitGroupedNet, 2],
  ] as const)("%s; the bits of one operation at a time, on 1 to 3 threads", (_, emit, phases) => {
    const single = evaluate(emit, 1, true);
    for (const threads of [1, 2, 3]) {
      const team = evaluate(emit, threads);
      expect(team.phases).toBe(phases);
      expect(team.values).toEqual(single.values);
    }
  });
});
