import {
  createEmitter,
  createEngine,
  createProgram,
  createTensor,
  elementsOf,
  type Numerics,
  sizeOf,
  type Tensor,
} from "@assay/kernels";
import { afterAll, describe, expect, test } from "vitest";
import { createModel, losses, type PartSpec, type Shape } from "../src/index.ts";
import torch from "./fixtures/network.json" with { type: "json" };
import { TOLERANCES } from "./tolerances.ts";

const BATCH = torch.labels.length;
const INPUT: Shape = torch.input;
type Values = readonly number[];
type Named = Readonly<Record<string, Values>>;

const engines = {
  fused: createEngine({ threads: 2, numerics: "fused" }),
  strict: createEngine({ threads: 1, numerics: "strict" }),
};
afterAll(() => Promise.all(Object.values(engines).map((engine) => engine.close())));

/**
 * The largest |a − b| / |b| over two tensors; where b is below a tenth of its tensor's largest value, relative to that
 * tenth: small elements are what remains of sums of larger ones. (By this measure PyTorch's own single precision is up
 * to 2e-5 from the fixture.)
 */
function difference(a: Float32Array, b: Values): number {
  expect(a.length).toBe(b.length);
  const floor = Math.max(...b.map(Math.abs)) / 10;
  return Math.max(...b.map((value, i) => Math.abs((a[i] as number) - value) / Math.max(Math.abs(value), floor)));
}

/** The network with PyTorch's weights, and its two programs: a training step, with the gradient of the batch, and evaluation. */
function build(numerics: Numerics) {
  const engine = engines[numerics];
  const model = createModel(torch.architecture as readonly PartSpec[], INPUT);
  const loss = losses.cross_entropy.build({ label_smoothing: torch.loss.label_smoothing }, model.output);
  const x = createTensor("x", [BATCH, ...INPUT], "f32", true);
  const labels = createTensor("labels", [BATCH], "i32", true);

  const compile = (training: boolean) => {
    const emitter = createEmitter(BATCH, training);
    const { y, backward } = model.forward(emitter, x);
    const tensors = { x: y, targets: labels, loss: emitter.tensor("loss", []) };
    const { dx: dy } = loss.emit(emitter, tensors);
    const dx = dy && backward(dy, true);
    for (const tensor of [y, tensors.loss, ...(dx ? [dx] : [])]) engine.arena.place(tensor);
    return { emitter, y, loss: tensors.loss, dx };
  };
  const [training, evaluation] = [compile(true), compile(false)];
  for (const tensor of [
    x,
    labels,
    model.values,
    model.gradients,
    model.step,
    ...model.buffers.map(({ value }) => value),
  ])
    engine.arena.place(tensor);
  const [train, evaluate] = engine.load(createProgram(training.emitter), createProgram(evaluation.emitter)) as [
    () => void,
    () => void,
  ];

  const read = (tensor: Tensor) => elementsOf(engine, tensor) as Float32Array;
  read(x).set(torch.x);
  elementsOf(engine, labels).set(torch.labels);
  for (const { name, value } of model.parameters) read(value).set((torch.parameters as Named)[name] ?? []);
  for (const { name, value } of model.buffers) read(value).set((torch.statistics as Named)[name] ?? []);
  return { model, training, evaluation, train, evaluate, read };
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test("parameters and buffers have PyTorch's names, order and sizes", () => {
  const { model } = build("strict");
  const sizes = (named: Named) => Object.entries(named).map(([name, values]) => [name, values.length]);
  expect(model.parameters.map(({ name, shape }) => [name, sizeOf(shape)])).toEqual(sizes(torch.parameters));
  expect(model.buffers.map(({ name, value }) => [name, sizeOf(value.shape)])).toEqual(sizes(torch.statistics));
});

describe.each(["fused", "strict"] as const)(
  `a network of every kind of layer, %s, matches PyTorch within ${TOLERANCES.network.toExponential()} relative`,
  (numerics) => {
    test("training step: logits, loss, gradients of all parameters and of the batch, running statistics", () => {
      const { model, training, train, read } = build(numerics);
      train();
      expect(difference(read(training.y), torch.training.logits)).toBeLessThan(TOLERANCES.network);
      expect(Math.abs(mean(read(training.loss)) / torch.training.loss - 1)).toBeLessThan(TOLERANCES.network);
      const gradients: Named = torch.training.gradients;
      for (const { name, gradient } of model.parameters) {
        expect(difference(read(gradient), gradients[name] ?? []), `gradient of ${name}`).toBeLessThan(
          TOLERANCES.network,
        );
      }
      expect(difference(read(training.dx as Tensor), torch.training.input_gradient)).toBeLessThan(TOLERANCES.network);
      const statistics: Named = torch.training.statistics;
      for (const { name, value } of model.buffers)
        expect(difference(read(value), statistics[name] ?? []), name).toBeLessThan(TOLERANCES.network);
    });

    test("evaluation after that step: logits and loss with the running statistics, which stay as they are", () => {
      const { model, evaluation, train, evaluate, read } = build(numerics);
      train();
      const before = model.buffers.map(({ value }) => read(value).slice());
      evaluate();
      expect(difference(read(evaluation.y), torch.evaluation.logits)).toBeLessThan(TOLERANCES.network);
      expect(Math.abs(mean(read(evaluation.loss)) / torch.evaluation.loss - 1)).toBeLessThan(TOLERANCES.network);
      expect(model.buffers.map(({ value }) => read(value))).toEqual(before);
    });
  },
);
