import {
  createEmitter,
  createEngine,
  createProgram,
  createTensor,
  type Engine,
  elementsOf,
  stream,
} from "@assay/kernels";
import { afterAll } from "vitest";
import type { AugmentationDefinition } from "../src/contract.ts";
import type { AugmentationCase } from "./cases.ts";
import { resolve } from "./part-schema.ts";

const engines = new Map<number, Engine>();
function engineOf(threads: number): Engine {
  const engine = engines.get(threads) ?? createEngine({ threads });
  engines.set(threads, engine);
  return engine;
}
afterAll(async () => {
  for (const engine of engines.values()) await engine.close();
});

/** What a pixel of value 0 and one of value 255 are after normalization. */
export const [BLACK, WHITE] = [-1, 1];

/** An augmentation of a batch as a program, and what stands in the tensors around it: random inputs in [0, 1), targets in turn. */
export function compile(registered: unknown, item: AugmentationCase, batch: number, threads = 1) {
  const definition = registered as AugmentationDefinition<unknown>;
  const { input, target = { kind: "class", classes: 10 } } = item;
  const engine = engineOf(threads);
  const values = target.kind === "values";
  const tensors = {
    x: createTensor("x", [batch, ...input], "f32", true),
    targets: values
      ? createTensor("targets", [batch, target.size], "f32", true)
      : createTensor("targets", [batch], "i32", true),
    key: createTensor("key", [2], "i32"),
    step: createTensor("step", [1], "i32"),
    fill: createTensor("fill", [1]),
    scale: createTensor("scale", [1]),
  };
  const emitter = createEmitter(batch, true);
  const augmented = definition.build(resolve(definition, item.options), input, target)(emitter, tensors);
  for (const tensor of [...Object.values(tensors), augmented.x, augmented.targets]) engine.arena.place(tensor);
  const [run] = engine.load(createProgram(emitter)) as [() => void];
  const viewOf = (tensor: typeof tensors.x) => elementsOf(engine, tensor) as Float32Array | Int32Array;
  const read = ({ x, targets }: Pick<typeof tensors, "x" | "targets">) =>
    [x, targets].map((tensor) => viewOf(tensor).slice()) as [Float32Array, Float32Array | Int32Array];
  const random = stream(1, "augmentations");
  viewOf(tensors.x).forEach((_, i, own) => {
    own[i] = random();
  });
  viewOf(tensors.targets).forEach((_, i, own) => {
    own[i] = values ? random() : i % target.classes;
  });
  viewOf(tensors.fill).set([BLACK]);
  viewOf(tensors.scale).set([(WHITE - BLACK) / 255]);
  viewOf(tensors.key).set([123, 456]);
  return {
    engine,
    tensors,
    augmented,
    input: () => read(tensors),
    /** Other images than the random ones. */
    setInput: (values: ArrayLike<number>) => viewOf(tensors.x).set(values),
    /** The images and the targets of a draw. */
    draw(number: number) {
      viewOf(tensors.step)[0] = number;
      run();
      return read(augmented);
    },
  };
}
