import { describe, expect, it } from "vitest";
import type { AugmentationDefinition } from "../src/contract.ts";
import { augmentations } from "../src/index.ts";
import { type AugmentationCase, augmentationCases } from "./cases.ts";
import { compile } from "./compile-augmentation.ts";
import { checkSchema, demandCases } from "./part-schema.ts";

const THREADS = [1, 2, 3] as const;
const BATCH = 5;
/** Draws that are looked at: an augmentation that does something half of the time does nothing in all of them rarely. */
const DRAWS = [0, 1, 2, 3, 4, 5, 6, 7];
const cases: Readonly<Record<string, readonly AugmentationCase[]>> = augmentationCases;

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
          // Classes that were mixed are rows of shares.
          const isMixed = definition.mixes && tensors[key].dtype === "i32";
          expect(augmented[key].shape).toEqual(isMixed ? [batch, 10] : tensors[key].shape);
          expect(augmented[key].dtype).toBe(isMixed ? "f32" : tensors[key].dtype);
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
