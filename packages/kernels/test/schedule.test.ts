import { describe, expect, test } from "vitest";
import type { Call } from "../src/call.ts";
import type { FieldRole } from "../src/kernel.ts";
import { stream } from "../src/random.ts";
import { kernels } from "../src/registry.ts";
import { schedule } from "../src/schedule.ts";
import { createTensor, type Storage, type Tensor } from "../src/tensor.ts";

const BATCH = 24;
const bySample = (label: string): Tensor => createTensor(label, [BATCH, 8], "f32", true);
const whole = (label: string): Tensor => createTensor(label, [BATCH, 8]);

// A kernel that works sample by sample, and one that works by tiles of its own.
const add = (a: Tensor, b: Tensor, y: Tensor): Call => ({ kernel: "add", args: { a, b, y, size: 8 } });
const relu = (x: Tensor, y: Tensor): Call => ({ kernel: "relu", args: { x, y, size: 8 } });
const sumRows = (x: Tensor, y: Tensor): Call => ({ kernel: "sum_rows", args: { x, y, rows: BATCH, columns: 8 } });

interface Position {
  readonly phase: number;
  readonly chain: number;
  readonly turn: number;
}

/** Where each call ended up; each must have been scheduled exactly once. */
function positionsOf(calls: readonly Call[], final?: ReadonlySet<Storage>): (call: Call) => Position {
  const positions = new Map<Call, Position>();
  schedule(calls, BATCH, final).forEach((chains, phase) => {
    chains.forEach((members, chain) => {
      members.calls.forEach((call, turn) => {
        expect(positions.has(call)).toBe(false);
        positions.set(call, { phase, chain, turn });
      });
    });
  });
  expect(positions.size).toBe(calls.length);
  return (call) => positions.get(call) as Position;
}

/** Storages that both calls touch and at least one writes, from the roles of their fields. */
function shared(a: Call, b: Call): Storage[] {
  const touched = (call: Call): { storage: Storage; writes: boolean }[] =>
    Object.entries(kernels[call.kernel].fields as Record<string, FieldRole>).flatMap(([field, role]) => {
      const value = call.args[field];
      return typeof value === "object" ? [{ storage: value.storage, writes: !role.startsWith("read") }] : [];
    });
  return touched(a).flatMap((x) =>
    touched(b)
      .filter((y) => x.storage === y.storage && (x.writes || y.writes))
      .map(() => x.storage),
  );
}

/** Whether a barrier must lie between two calls in conflict. */
const needsBarrier = (a: Call, b: Call): boolean =>
  kernels[a.kernel].axis !== "sample" ||
  kernels[b.kernel].axis !== "sample" ||
  shared(a, b).some((storage) => !storage.bySample);

function randomCalls(seed: number): Call[] {
  const random = stream(seed, "test/schedule");
  const pool = Array.from({ length: 8 }, (_, i) => (i % 3 === 0 ? whole(`w${i}`) : bySample(`s${i}`)));
  const pick = (): Tensor => pool[Math.floor(random() * pool.length)] as Tensor;
  return Array.from({ length: 2 + Math.floor(random() * 20) }, () => {
    const kind = random();
    return kind < 0.4 ? relu(pick(), pick()) : kind < 0.7 ? add(pick(), pick(), pick()) : sumRows(pick(), pick());
  });
}

describe("in 400 random programs", () => {
  const programs = Array.from({ length: 400 }, (_, seed) => randomCalls(seed));

  test("a conflict puts the later call into a later phase, or behind the earlier one in a chain over storages by sample", () => {
    let chained = 0;
    for (const calls of programs) {
      const positionOf = positionsOf(calls);
      calls.forEach((later, j) => {
        for (const earlier of calls.slice(0, j)) {
          if (shared(earlier, later).length === 0) continue;
          const [a, b] = [positionOf(earlier), positionOf(later)];
          if (a.phase < b.phase) continue;
          expect(needsBarrier(earlier, later)).toBe(false);
          expect([b.phase, b.chain]).toEqual([a.phase, a.chain]);
          expect(b.turn).toBeGreaterThan(a.turn);
          chained++;
        }
      });
    }
    expect(chained).toBeGreaterThan(100);
  });

  test("no call waits longer than it must: one in phase p > 0 has an earlier one that holds it there", () => {
    for (const calls of programs) {
      const positionOf = positionsOf(calls);
      calls.forEach((call, j) => {
        const { phase } = positionOf(call);
        const held = calls.slice(0, j).some((earlier) => {
          if (shared(earlier, call).length === 0) return false;
          return positionOf(earlier).phase === (needsBarrier(earlier, call) ? phase - 1 : phase);
        });
        expect(phase === 0 || held).toBe(true);
      });
    }
  });

  test("what is final is written behind all that was called before", () => {
    let held = 0;
    for (const calls of programs) {
      const target = calls.at(-1)?.args.y as Tensor;
      const final = new Set([target.storage]);
      const positionOf = positionsOf(calls, final);
      const before = calls.filter((call) => call.args.y !== target);
      const own = calls.filter((call) => call.args.y === target);
      for (const call of own) {
        const earlier = before.filter((other) => calls.indexOf(other) < calls.indexOf(call));
        for (const other of earlier) expect(positionOf(other).phase).toBeLessThan(positionOf(call).phase);
      }
      const freely = positionsOf(calls);
      if (own.some((call) => positionOf(call).phase > freely(call).phase)) held++;
    }
    expect(held).toBeGreaterThan(50);
  });

  test("only calls that work sample by sample are chained; claims cover every unit", () => {
    for (const calls of programs) {
      for (const { units, grain, inner, calls: members } of schedule(calls, BATCH).flat()) {
        const axes = new Set(members.map(({ kernel }) => kernels[kernel].axis));
        expect([...axes]).toEqual(members.length > 1 || axes.has("sample") ? ["sample"] : ["tile"]);
        expect(units).toBe(axes.has("sample") ? BATCH : 8);
        expect(grain).toBeGreaterThanOrEqual(1);
        expect(inner).toBeGreaterThanOrEqual(1);
        expect(inner).toBeLessThanOrEqual(grain);
      }
    }
  });
});

describe("schedule", () => {
  const [a, b, c, d, w, v] = [bySample("a"), bySample("b"), bySample("c"), bySample("d"), whole("w"), whole("v")];

  test("independent calls share a phase", () => {
    const calls = [relu(a, b), relu(c, d), sumRows(w, v)];
    const positionOf = positionsOf(calls);
    expect(calls.map((call) => positionOf(call).phase)).toEqual([0, 0, 0]);
  });

  test("two readers share a phase, a writer after them does not", () => {
    const calls = [sumRows(a, v), sumRows(a, w), relu(b, a)];
    const positionOf = positionsOf(calls);
    expect(calls.map((call) => positionOf(call).phase)).toEqual([0, 0, 1]);
  });

  test("sample by sample over storages by sample: one chain, in order", () => {
    const calls = [relu(a, b), relu(b, c), add(b, c, d)];
    expect(schedule(calls, BATCH)).toMatchObject([[{ units: BATCH, calls }]]);
  });

  test("the same calls over a storage that is not by sample: a barrier", () => {
    const calls = [relu(a, w), relu(w, c)];
    expect(schedule(calls, BATCH)).toHaveLength(2);
  });

  test("from samples to tiles and back: a barrier each time", () => {
    expect(schedule([relu(a, b), sumRows(b, w), relu(w, c)], BATCH)).toHaveLength(3);
  });

  test("a call without dependencies moves up to the first phase, past those that wait", () => {
    const free = sumRows(c, v);
    const positionOf = positionsOf([relu(a, b), sumRows(b, w), free]);
    expect(positionOf(free).phase).toBe(0);
  });

  test("a claim of samples is a sixteenth of the batch, whatever the number of threads", () => {
    for (const [batch, grain] of [
      [1, 1],
      [16, 1],
      [17, 2],
      [64, 4],
      [100, 7],
    ] as const) {
      expect(schedule([relu(a, b)], batch)[0]?.[0]).toMatchObject({ units: batch, grain });
    }
  });

  test("nothing to do is no phase", () => {
    expect(schedule([], BATCH)).toEqual([]);
  });

  describe("a call that is late waits for the first that reads what it writes", () => {
    /** x → a; a, later in two phases, and w, which a barrier stands before. */
    const late = (from: Tensor): Call => ({ ...relu(from, b), late: true });
    const barrier = [sumRows(a, w), add(a, w, c)];

    test("if both go sample by sample", () => {
      const call = late(a);
      const read = add(b, c, d);
      const positionOf = positionsOf([call, ...barrier, read, relu(d, d)]);
      expect([positionOf(call).phase, positionOf(read).phase]).toEqual([1, 1]);
      expect(positionOf(call).turn).toBeLessThan(positionOf(read).turn);
    });

    test.each([
      ["a reader by tiles", [late(a), ...barrier, add(b, c, d), sumRows(b, v)]],
      ["nobody who reads it", [late(a), ...barrier]],
      ["an input that is written again", [late(a), ...barrier, relu(d, a), add(b, c, d)]],
    ] as const)("but not with %s", (_, calls) => {
      expect(positionsOf(calls)(calls[0]).phase).toBe(0);
    });
  });
});
