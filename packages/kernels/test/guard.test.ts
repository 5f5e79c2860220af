import { afterAll, describe, expect, test } from "vitest";
import { elementsOf } from "../src/elements.ts";
import type { Emitter } from "../src/emitter.ts";
import { createEngine } from "../src/engine.ts";
import { createBench, randomize } from "../src/self-test/bench.ts";
import { createTensor, type Tensor } from "../src/tensor.ts";

const engine = createEngine({ threads: 2 });
afterAll(() => engine.close());

const KINDS = ["cross_entropy", "mse"] as const;
type Kind = (typeof KINDS)[number];
const BAD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

function lossTensors(batch: number) {
  return {
    labels: createTensor("labels", [batch], "i32", true),
    loss: createTensor("loss", [batch], "f32", true),
  };
}

function emitLoss(
  emitter: Emitter,
  kind: Kind,
  x: Tensor,
  dx: Tensor,
  tensors: ReturnType<typeof lossTensors>,
  classes: number,
  smoothing: number,
): void {
  const fields = { x, ...tensors, dx, classes, scale: 1 / emitter.batch };
  if (kind === "mse") emitter.emit("mse", { ...fields, divisor: fields.classes });
  else emitter.emit("cross_entropy", { ...fields, smoothing });
}

/** Loss, gradient and hits (top 1) of one batch of logits. */
function evaluate(kind: Kind, logits: readonly (readonly number[])[], labels: readonly number[], smoothing = 0) {
  const [batch, classes] = [logits.length, logits[0]?.length ?? 0];
  const [x, dx] = [createTensor("x", [batch, classes], "f32", true), createTensor("dx", [batch, classes], "f32", true)];
  const tensors = lossTensors(batch);
  const rows = createTensor("rows", [batch, 1], "f64", true);
  const bench = createBench(engine, { batch }, (emitter) => {
    emitLoss(emitter, kind, x, dx, tensors, classes, smoothing);
    emitter.emit("top_k", { x, labels: tensors.labels, rows, classes, k: 1 });
    return [x, dx, rows, ...Object.values(tensors)];
  });
  elementsOf(engine, x).set(logits.flat());
  elementsOf(engine, tensors.labels).set(labels);
  bench.run();
  const [loss, correct, gradient] = [tensors.loss, rows, dx].map((tensor) => [...elementsOf(engine, tensor)]);
  return { loss: loss as number[], correct: correct as number[], gradient: gradient as number[] };
}

describe("cross entropy of extreme logits", () => {
  test("a difference of 20,000 gives a loss of 20,000 or 0, and a gradient of ±1", () => {
    const { loss, gradient, correct } = evaluate(
      "cross_entropy",
      [
        [1e4, -1e4],
        [1e4, -1e4],
      ],
      [0, 1],
    );
    expect(loss).toEqual([0, 20_000]);
    expect(gradient.map((value) => 2 * value)).toEqual([0, 0, 1, -1]);
    expect(correct).toEqual([1, 0]);
  });

  test.each([1, 2, 10, 1000])(
    "%i equal logits: loss ln n within 1e-6, at 0 as at ±10⁴ and ±10³⁸; every share 1/n",
    (n) => {
      const rows = [0, 1e4, -1e4, 1e38, -1e38].map((value) => Array.from({ length: n }, () => value));
      const { loss, gradient, correct } = evaluate("cross_entropy", rows, [0, 0, 0, 0, n - 1]);
      for (const value of loss) expect(Math.abs(value - Math.log(n))).toBeLessThanOrEqual(1e-6);
      gradient.forEach((value, i) => {
        const label = i >= 4 * n ? n - 1 : 0;
        expect(Math.abs(5 * value - (1 / n - (i % n === label ? 1 : 0)))).toBeLessThanOrEqual(1e-6);
      });
      expect(correct).toEqual([1, 1, 1, 1, n === 1 ? 1 : 0]); // the first of equals counts
    },
  );

  test("one class has no loss and no gradient", () => {
    expect(evaluate("cross_entropy", [[3], [-1e30]], [0, 0], 0.1)).toEqual({
      loss: [0, 0],
      gradient: [0, 0],
      correct: [1, 1],
    });
  });

  test.each([0, 0.1, 1])(
    "smoothing %f: within 1e-5 of the formula, the gradient sums to 0 within 1e-7",
    (smoothing) => {
      const rows = [
        [1e4, -1e4, 0, 5],
        [-87, 88, 87.5, -90],
        [0.1, 0.2, 0.3, 0.4],
        [-1e4, -1e4, -1e4 + 1, -1e4],
      ];
      const labels = [1, 2, 3, 2];
      const { loss, gradient } = evaluate("cross_entropy", rows, labels, smoothing);
      rows.forEach((doubles, s) => {
        const row = doubles.map(Math.fround);
        const top = Math.max(...row);
        const sum = row.reduce((total, value) => total + Math.exp(value - top), 0);
        const target = row.map((_, i) => smoothing / 4 + (i === labels[s] ? 1 - smoothing : 0));
        const expected =
          Math.log(sum) - row.reduce((total, value, i) => total + (target[i] as number) * (value - top), 0);
        expect(Math.abs((loss[s] as number) / expected - 1)).toBeLessThan(1e-5);
        const part = gradient.slice(4 * s, 4 * s + 4);
        part.forEach((value, i) => {
          const share = Math.exp((row[i] as number) - top) / sum - (target[i] as number);
          expect(Math.abs(4 * value - share)).toBeLessThan(1e-6);
        });
        expect(Math.abs(part.reduce((total, value) => total + value, 0))).toBeLessThan(1e-7);
      });
    },
  );
});

describe.each(KINDS)("%s", (kind) => {
  test.each(BAD)("of a logit that is %f, wherever it stands, is not finite; other samples keep their loss", (bad) => {
    for (const classes of [1, 2, 5]) {
      for (let at = 0; at < classes; at++) {
        for (let label = 0; label < classes; label++) {
          const fine = Array.from({ length: classes }, (_, i) => i / 4);
          const { loss } = evaluate(kind, [fine, fine.with(at, bad), fine], [label, label, label], 0.1);
          expect(Number.isFinite(loss[1]), `class ${at} of ${classes}, label ${label}`).toBe(false);
          expect(Number.isFinite(loss[0]) && loss[0] === loss[2]).toBe(true);
        }
      }
    }
  });
});

const UPDATES = ["sgd", "sgd with momentum", "adam", "adamw"] as const;

/** A step of a linear model: loss, gradient, and an update that looks at the guard. */
function createStep(kind: Kind, update: (typeof UPDATES)[number]) {
  const [batch, features, classes] = [6, 5, 4];
  const block = (label: string, shape: number[]): Tensor => createTensor(label, shape);
  const [x, dx, y] = [
    createTensor("x", [batch, features], "f32", true),
    createTensor("dx", [batch, classes], "f32", true),
    createTensor("y", [batch, classes], "f32", true),
  ];
  const [weight, gradient] = [block("weight", [features, classes]), block("gradient", [features, classes])];
  const state =
    update === "sgd"
      ? []
      : update === "sgd with momentum"
        ? [block("buffer", [20])]
        : [block("m", [20]), block("v", [20])];
  const [scalars, totals, guard] = [
    block("scalars", [3]),
    createTensor("totals", [3], "f64"),
    createTensor("guard", [1], "i32"),
  ];
  const losses = lossTensors(batch);
  const bench = createBench(engine, { batch }, (emitter) => {
    emitter.emit("linear", { x, weight, y });
    emitLoss(emitter, kind, y, dx, losses, classes, 0.1);
    emitter.emit("sum_loss", { loss: losses.loss, totals, guard, count: batch, weighted: 0 });
    emitter.emit("linear_backward", { x, dy: dx, weight, dweight: gradient });
    const common = { value: weight, gradient, scalars, guard, size: 20 };
    const [first, second] = state as [Tensor, Tensor];
    if (update === "sgd" || update === "sgd with momentum") {
      emitter.emit("sgd", {
        ...common,
        momentum_buffer: state[0],
        momentum: state.length ? 0.9 : 0,
        weight_decay: 0.01,
        nesterov: 0,
      });
    } else {
      const decoupled = update === "adamw" ? 1 : 0;
      emitter.emit("adam", {
        ...common,
        m: first,
        v: second,
        beta1: 0.9,
        beta2: 0.999,
        eps: 1e-8,
        weight_decay: 0.01,
        decoupled,
      });
    }
    return [x, dx, y, weight, gradient, ...state, scalars, totals, guard, ...Object.values(losses)];
  });
  for (const tensor of [x, weight]) randomize(engine, tensor);
  elementsOf(engine, scalars).set([0.1, 0.1, 0.5]);
  elementsOf(engine, losses.labels).set([0, 1, 2, 3, 0, 1]);
  elementsOf(engine, guard)[0] = 1;
  const live = (tensor: Tensor) => elementsOf(engine, tensor);
  return {
    run: bench.run,
    x: live(x),
    guard: live(guard),
    totals: live(totals),
    trained: () => [weight, ...state].map((tensor) => [...live(tensor)]),
  };
}

describe.each(KINDS.flatMap((kind) => UPDATES.map((update) => ({ kind, update }))))(
  "a step of $kind and $update",
  ({ kind, update }) => {
    test("counts loss and examples, and trains while the guard is 1", () => {
      const step = createStep(kind, update);
      let [before, sum] = [step.trained(), 0];
      for (let i = 1; i <= 3; i++) {
        step.run();
        const after = step.trained();
        for (const [k, values] of after.entries()) expect(values).not.toEqual(before[k]);
        before = after;
        sum += 6 * (step.totals[2] as number);
        expect(step.totals[0]).toBeCloseTo(sum, 9);
        expect(step.totals[1]).toBe(6 * i);
        expect(step.guard[0]).toBe(1);
      }
    });

    test.each(BAD)(
      "with an input of %f sets the guard to 0 and leaves weights and state as they were, from then on",
      (bad) => {
        const step = createStep(kind, update);
        step.run();
        const before = step.trained();
        const fine = step.x.slice();
        step.x[17] = bad;
        step.run();
        expect(Number.isFinite(step.totals[2])).toBe(false);
        expect(step.guard[0]).toBe(0);
        expect(step.trained()).toEqual(before);

        step.x.set(fine);
        step.run();
        expect(Number.isFinite(step.totals[2])).toBe(true);
        expect(step.trained()).toEqual(before);

        step.guard[0] = 1;
        step.run();
        expect(step.trained()).not.toEqual(before);
      },
    );
  },
);
