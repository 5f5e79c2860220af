import { afterAll, describe, expect, test } from "vitest";
import type { Call } from "../src/call.ts";
import { elementsOf } from "../src/elements.ts";
import { createEmitter } from "../src/emitter.ts";
import { createEngine } from "../src/engine.ts";
import { type PlanOptions, plan, SLACK } from "../src/plan.ts";
import { createProgram } from "../src/program.ts";
import { stream } from "../src/random.ts";
import type { Phase } from "../src/schedule.ts";
import { randomize } from "../src/self-test/bench.ts";
import { createTensor, type Storage, type Tensor, view } from "../src/tensor.ts";

const engine = createEngine({ threads: 2 });
afterAll(() => engine.close());

/** A phase of its own for each list of calls. */
const phasesOf = (...lists: Call[][]): Phase[] => lists.map((calls) => [{ units: 1, grain: 1, inner: 1, calls }]);
const add = (a: Tensor, b: Tensor, y: Tensor): Call => ({ kernel: "add", args: { a, b, y, size: 1 } });
const relu = (x: Tensor, y: Tensor): Call => ({ kernel: "relu", args: { x, y, size: 1 } });
const tensors = (count: number, size: number): Tensor[] =>
  Array.from({ length: count }, (_, i) => createTensor(`t${i}`, [size]));

/** A program of `phases` phases with 1 to 3 additions each, over 12 tensors of 1 to 300 floats. */
function randomPhases(seed: number, phases: number): Phase[] {
  const random = stream(seed, "test/plan");
  const pool = Array.from({ length: 12 }, (_, i) => createTensor(`t${i}`, [1 + Math.floor(random() * 300)]));
  const pick = (): Tensor => pool[Math.floor(random() * pool.length)] as Tensor;
  return phasesOf(
    ...Array.from({ length: phases }, () =>
      Array.from({ length: 1 + Math.floor(random() * 3) }, () => add(pick(), pick(), pick())),
    ),
  );
}

/** The phases that touch each storage, read from the calls themselves. */
function uses(phases: readonly Phase[]): Map<Storage, number[]> {
  const found = new Map<Storage, number[]>();
  phases.forEach((phase, number) => {
    for (const { args } of phase.flatMap(({ calls }) => calls)) {
      for (const value of Object.values(args)) {
        if (typeof value === "object") found.set(value.storage, [...(found.get(value.storage) ?? []), number]);
      }
    }
  });
  return found;
}

/** Pairs of storages whose bytes, with what may be read past their ends, overlap while both are in use. */
function collisions(phases: readonly Phase[], options?: PlanOptions): string[] {
  const lives = uses(phases);
  const { placements } = plan(phases, options);
  return placements.flatMap((a, i) =>
    placements.slice(0, i).flatMap((b) => {
      const [ua, ub] = [lives.get(a.storage), lives.get(b.storage)] as [number[], number[]];
      const together = Math.min(...ua) <= Math.max(...ub) && Math.min(...ub) <= Math.max(...ua);
      const apart = a.offset >= b.offset + b.storage.bytes + SLACK || b.offset >= a.offset + a.storage.bytes + SLACK;
      return together && !apart ? [`${a.storage.label} and ${b.storage.label}`] : [];
    }),
  );
}

describe("plan", () => {
  test("in 300 random programs, storages in use at the same time never overlap, each with room to read past its end", () => {
    for (let seed = 0; seed < 300; seed++)
      expect(collisions(randomPhases(seed, 1 + (seed % 14))), `seed ${seed}`).toEqual([]);
  });

  test("places every storage once, on a cache line, inside the bytes it asks for", () => {
    for (let seed = 0; seed < 100; seed++) {
      const phases = randomPhases(seed, 10);
      const { placements, bytes } = plan(phases);
      expect(new Set(placements.map(({ storage }) => storage))).toEqual(new Set(uses(phases).keys()));
      expect(placements.length).toBe(uses(phases).size);
      for (const { storage, offset } of placements) {
        expect(offset % 64).toBe(0);
        expect(offset + storage.bytes + SLACK).toBeLessThanOrEqual(bytes);
      }
    }
  });

  test("a chain of 20 steps needs room for two tensors; reuse: false gives each its own", () => {
    const chain = tensors(21, 100);
    const phases = phasesOf(...chain.slice(1).map((y, i) => [relu(chain[i] as Tensor, y)]));
    const each = Math.ceil((400 + SLACK) / 64) * 64;
    expect(plan(phases).bytes).toBe(2 * each);

    const { placements, bytes } = plan(phases, { reuse: false });
    expect(bytes).toBe(21 * each);
    expect(new Set(placements.map(({ offset }) => offset)).size).toBe(21);
  });

  test("without reuse nothing overlaps at all", () => {
    for (let seed = 0; seed < 50; seed++) {
      const { placements } = plan(randomPhases(seed, 10), { reuse: false });
      const sorted = placements.toSorted((a, b) => a.offset - b.offset);
      sorted.slice(1).forEach((next, i) => {
        const before = sorted[i] as (typeof sorted)[number];
        expect(next.offset).toBeGreaterThanOrEqual(before.offset + before.storage.bytes + SLACK);
      });
    }
  });

  test("calls of one phase never reuse each other's memory, not even one after the other", () => {
    const [a, b, c, d] = tensors(4, 64) as [Tensor, Tensor, Tensor, Tensor];
    expect(new Set(plan(phasesOf([relu(a, b), relu(c, d)])).placements.map(({ offset }) => offset)).size).toBe(4);
  });

  test("a value read again at the end is kept until then, whatever lies in between", () => {
    const [first, ...rest] = tensors(10, 32) as [Tensor, ...Tensor[]];
    const [last] = tensors(1, 32) as [Tensor];
    const steps = rest.slice(1).map((y, i) => [relu(rest[i] as Tensor, y)]);
    const phases = phasesOf([relu(first, rest[0] as Tensor)], ...steps, [add(first, rest[8] as Tensor, last)]);
    const { placements } = plan(phases);
    const offset = placements.find(({ storage }) => storage === first.storage)?.offset;
    expect(placements.filter((other) => other.offset === offset)).toHaveLength(1);
  });

  test("views share their storage's address", () => {
    const [x] = tensors(1, 60) as [Tensor];
    const [y] = tensors(1, 60) as [Tensor];
    expect(plan(phasesOf([add(view(x, [20]), view(x, [20], 40), y)])).placements).toHaveLength(2);
  });

  test("what has an address, or is declared persistent, is left where it is", () => {
    const [placed, persistent, transient] = tensors(3, 16) as [Tensor, Tensor, Tensor];
    placed.storage.address = 4096;
    const { placements } = plan(phasesOf([add(placed, persistent, transient)]), {
      persistent: new Set([persistent.storage]),
    });
    expect(placements.map(({ storage }) => storage)).toEqual([transient.storage]);
    expect(placed.storage.address).toBe(4096);
  });
});

test("a training step gives the same bits whether memory is reused or not, in less of it", () => {
  const batch = 9;
  const shapes = [20, 33, 17, 25, 6];
  const run = (reuse: boolean) => {
    const weights = shapes.slice(1).map((out, i) => createTensor(`weight ${i}`, [shapes[i] as number, out]));
    const gradients = weights.map(({ shape }, i) => createTensor(`gradient ${i}`, shape));
    const x = createTensor("x", [batch, shapes[0] as number], "f32", true);
    const emitter = createEmitter(batch, true);
    const inputs: Tensor[] = [];
    let value = x;
    weights.forEach((weight, i) => {
      const size = shapes[i + 1] as number;
      const [product, y] = [emitter.tensor("product", [size]), emitter.tensor("y", [size])];
      emitter.emit("linear", { x: value, weight, y: product });
      emitter.emit("tanh", { x: product, y, size });
      inputs.push(value);
      value = y;
    });
    let dy = value; // the loss is ½ Σ y²
    for (let i = weights.length - 1; i >= 0; i--) {
      const [weight, dweight, input] = [weights[i], gradients[i], inputs[i]] as [Tensor, Tensor, Tensor];
      const dx = emitter.tensor("dx", [shapes[i] as number]);
      emitter.emit("linear_backward", { x: input, dy, weight, dweight, dx });
      dy = dx;
    }
    for (const tensor of [x, ...weights, ...gradients]) engine.arena.place(tensor);
    for (const tensor of [x, ...weights]) randomize(engine, tensor);
    const program = createProgram(emitter, { reuse });
    const [step] = engine.load(program) as [() => void];
    step();
    return { bytes: program.plan.bytes, gradients: gradients.map((tensor) => elementsOf(engine, tensor).slice()) };
  };
  const [tight, loose] = [run(true), run(false)];
  expect(tight.gradients).toEqual(loose.gradients);
  expect(tight.gradients.every((values) => values.some((value) => value !== 0))).toBe(true);
  expect(tight.bytes).toBeLessThan(0.8 * loose.bytes);
});
