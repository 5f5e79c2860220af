import {
  addressOf,
  createEmitter,
  createEngine,
  createProgram,
  createTensor,
  type Engine,
  stream,
} from "@assay/kernels";
import { afterAll, describe, expect, it } from "vitest";
import type { AugmentationDefinition } from "../src/contract.ts";
import { augmentations } from "../src/index.ts";
import { type AugmentationCase, augmentationCases } from "./cases.ts";
import { checkSchema, demandCases, resolve } from "./part-schema.ts";

const THREADS = [1, 2, 3] as const;
const BATCH = 5;
/** Draws that are looked at: an augmentation that does something half of the time does nothing in all of them rarely. */
const DRAWS = [0, 1, 2, 3, 4, 5, 6, 7];
const cases: Readonly<Record<string, readonly AugmentationCase[]>> = augmentationCases;

const engines = new Map<number, Engine>();
function engineOf(threads: number): Engine {
  const engine = engines.get(threads) ?? createEngine({ threads });
  engines.set(threads, engine);
  return engine;
}
afterAll(async () => {
  for (const engine of engines.values()) await engine.close();
});

/** An augmentation of a batch as a program, and what stands in the tensors around it. */
function compile(definition: AugmentationDefinition<unknown>, item: AugmentationCase, batch: number, threads = 1) {
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
  };
  const emitter = createEmitter(batch, true);
  const augmented = definition.build(resolve(definition, item.options), input, target)(emitter, tensors);
  for (const tensor of [...Object.values(tensors), augmented.x, augmented.targets]) engine.arena.place(tensor);
  const [run] = engine.load(createProgram(emitter)) as [() => void];
  const { views } = engine.arena;
  const read = ({ x, targets }: Pick<typeof tensors, "x" | "targets">) =>
    [x, targets].map((tensor) => {
      const view = views[tensor.dtype as "f32" | "i32"];
      const size = tensor.shape.reduce((product, extent) => product * extent, 1);
      return view.slice(addressOf(tensor) / 4, addressOf(tensor) / 4 + size);
    });
  const random = stream(1, "augmentations");
  const fill = (): void => {
    const size = batch * input.reduce((product, extent) => product * extent, 1);
    for (let i = 0; i < size; i++) views.f32[addressOf(tensors.x) / 4 + i] = random();
    for (let i = 0; i < batch * (values ? target.size : 1); i++) {
      views[values ? "f32" : "i32"][addressOf(tensors.targets) / 4 + i] = values ? random() : i % target.classes;
    }
    views.f32.set([-1], addressOf(tensors.fill) / 4);
    views.i32.set([123, 456], addressOf(tensors.key) / 4);
  };
  fill();
  return {
    engine,
    tensors,
    augmented,
    input: () => read(tensors),
    /** The images and the targets of a draw. */
    draw(number: number) {
      views.i32[addressOf(tensors.step) / 4] = number;
      run();
      return read(augmented);
    },
  };
}

describe.each(Object.entries(augmentations as Readonly<Record<string, AugmentationDefinition>>))(
  "%s",
  (name, registered) => {
    const definition = registered as AugmentationDefinition<unknown>;
    const own = cases[name] ?? [];
    demandCases("augmentation", name, "augmentationCases", own);
    checkSchema(definition);

    describe.each(own)("$options on $input", (item) => {
      it.each([1, BATCH])("keeps the shape of images and targets, and gives finite values: a batch of %i", (batch) => {
        const { tensors, augmented, draw } = compile(definition, item, batch);
        for (const key of ["x", "targets"] as const) {
          expect(augmented[key].shape).toEqual(tensors[key].shape);
          expect(augmented[key].dtype).toBe(tensors[key].dtype);
        }
        for (const number of DRAWS) {
          for (const values of draw(number)) expect(values.every(Number.isFinite), `draw ${number}`).toBe(true);
        }
      });

      it("is a function of input and draw number alone, and leaves its inputs as they are", () => {
        const { input, draw } = compile(definition, item, BATCH);
        const before = input();
        const first = DRAWS.map(draw);
        expect(DRAWS.toReversed().map(draw).reverse()).toEqual(first);
        expect(input()).toEqual(before);
        const distinct = new Set(first.map((values) => values.map((part) => part.join()).join(";"))).size;
        if (item.deterministic) expect(distinct).toBe(1);
        else expect(distinct, "different batches in 8 draws").toBeGreaterThan(1);
      });

      it("is not the identity", () => {
        const { input, draw } = compile(definition, item, BATCH);
        const before = input();
        const changes = DRAWS.filter((number) => draw(number).some((part, i) => part.join() !== before[i]?.join()));
        expect(changes).not.toEqual([]);
      });

      it("gives the same bits on 1, 2 and 3 threads", () => {
        const [one, ...more] = THREADS.map((threads) => DRAWS.map(compile(definition, item, BATCH, threads).draw));
        for (const other of more) expect(other).toEqual(one);
      });

      it("allocates nothing in a run", () => {
        const { engine, draw } = compile(definition, item, BATCH);
        draw(0);
        const { used } = engine.arena;
        for (const number of DRAWS) draw(number);
        expect(engine.arena.used).toBe(used);
      });
    });
  },
);
