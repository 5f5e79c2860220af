import {
  addressOf,
  createEmitter,
  createEngine,
  createProgram,
  createTensor,
  sizeOf,
  stream,
  type Tensor,
} from "@assay/kernels";
import { afterAll, describe, expect, test } from "vitest";
import { type LossDefinition, losses, type Target } from "../src/index.ts";

interface Case {
  readonly type: string;
  readonly options: object;
  readonly target: Target;
}

/** At least one case for every registered loss and every kind of target that it accepts, and every option that changes a formula. */
const cases: readonly Case[] = [
  { type: "cross_entropy", options: {}, target: { kind: "class", classes: 2 } },
  { type: "cross_entropy", options: { label_smoothing: 0.1 }, target: { kind: "class", classes: 7 } },
  { type: "cross_entropy", options: { reduction: "sum" }, target: { kind: "class", classes: 3 } },
  { type: "mse", options: {}, target: { kind: "class", classes: 2 } },
  { type: "mse", options: { reduction: "batchmean" }, target: { kind: "class", classes: 4 } },
  { type: "mse", options: { reduction: "sum" }, target: { kind: "values", size: 3 } },
  { type: "mse", options: {}, target: { kind: "class", classes: 7 } },
  { type: "mse", options: {}, target: { kind: "values", size: 1 } },
  { type: "mse", options: {}, target: { kind: "values", size: 5 } },
  { type: "l1", options: {}, target: { kind: "values", size: 3 } },
  { type: "l1", options: { reduction: "batchmean" }, target: { kind: "values", size: 2 } },
  { type: "huber", options: {}, target: { kind: "values", size: 5 } },
  { type: "huber", options: { delta: 0.5, reduction: "sum" }, target: { kind: "values", size: 4 } },
];

const BATCH = 5;
const engine = createEngine({ threads: 2 });
afterAll(() => engine.close());

const valuesOf = (tensor: Tensor): Float32Array =>
  engine.arena.views.f32.subarray(addressOf(tensor) / 4, addressOf(tensor) / 4 + sizeOf(tensor.shape));

test("every registered loss has a case for each kind of target it accepts", () => {
  const tested = new Set(cases.map(({ type, target }) => `${type} of ${target.kind}`));
  const wanted = Object.entries(losses).flatMap(([type, { accepts }]) => accepts.map((kind) => `${type} of ${kind}`));
  const missing = wanted.filter((name) => !tested.has(name));
  expect(missing, "registered without a case: add one to `cases` in packages/layers/test/losses.test.ts").toEqual([]);
});

describe.each(cases)("$type $options, $target", ({ type, options, target }) => {
  test("the gradient matches central differences within 1 %", () => {
    const size = target.kind === "class" ? target.classes : target.size;
    const definition = (losses as unknown as Readonly<Record<string, LossDefinition<object>>>)[type];
    const built = (definition as LossDefinition<object>).build(options, [size], target);
    const emitter = createEmitter(BATCH, true);
    const x = createTensor("x", [BATCH, size], "f32", true);
    const targets =
      target.kind === "class"
        ? createTensor("labels", [BATCH], "i32", true)
        : createTensor("targets", [BATCH, size], "f32", true);
    const loss = emitter.tensor("loss", []);
    const dx = built.emit(emitter, { x, targets, loss }) as Tensor;
    for (const tensor of [x, targets, loss, dx]) engine.arena.place(tensor);
    const [run] = engine.load(createProgram(emitter)) as [() => void];
    const random = stream(1, "loss");
    for (let i = 0; i < BATCH * size; i++) valuesOf(x)[i] = 3 * random() - 1.5;
    if (target.kind === "values") for (let i = 0; i < BATCH * size; i++) valuesOf(targets)[i] = 3 * random() - 1.5;
    else for (let s = 0; s < BATCH; s++) engine.arena.views.i32[addressOf(targets) / 4 + s] = (s * 3) % size;

    const objective = (): number => {
      run();
      return valuesOf(loss).reduce((sum, value) => sum + value, 0) / (built.reduction === "mean" ? BATCH : 1);
    };
    objective();
    const gradient = valuesOf(dx).slice();
    const h = 1 / 128;
    for (let i = 0; i < BATCH * size; i++) {
      const before = valuesOf(x)[i] as number;
      valuesOf(x)[i] = before + h;
      const above = objective();
      valuesOf(x)[i] = before - h;
      const below = objective();
      valuesOf(x)[i] = before;
      const numeric = (above - below) / (2 * h);
      expect(Math.abs((gradient[i] as number) - numeric), `dx[${i}]`).toBeLessThan(
        0.01 * Math.max(0.02, Math.abs(numeric)),
      );
    }
  });
});
