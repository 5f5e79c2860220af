import { afterAll, describe, expect, test } from "vitest";
import { elementsOf } from "../src/elements.ts";
import { createEngine } from "../src/engine.ts";
import { philox } from "../src/philox.ts";
import { createBench } from "../src/self-test/bench.ts";
import { createTensor } from "../src/tensor.ts";

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const hex = (words: readonly number[]): string => words.map((word) => word.toString(16).padStart(8, "0")).join(" ");

/** philox4x32, 10 rounds, from the file kat_vectors of Random123 (Salmon et al. 2011). */
const knownAnswers = [
  {
    counter: [0, 0, 0, 0],
    key: [0, 0],
    words: "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
  },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: "408f276d 41c83b0e a20bc7c6 6d5451fd",
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: "d16cfe09 94fdcceb 5001e420 24126ea1",
  },
] as const;

test.each(knownAnswers)(
  "philox4x32-10 of $counter under $key is Random123's known answer",
  ({ counter, key, words }) => {
    expect(hex(philox(key, counter))).toBe(words);
  },
);

test("keys and counters may be signed words: the bits count", () => {
  expect(philox([-1, -1], [-1, -1, -1, -1])).toEqual(
    philox([0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff]),
  );
});

describe("the kernels' generator, seen through dropout", () => {
  const SIZE = 16;
  const BATCH = 3;

  /** Whether each element is kept at probability `p` of being dropped, by the key, step, sample and element. */
  function kept(p: number, key: readonly [number, number], step: number): boolean[] {
    const tensors = {
      x: createTensor("x", [BATCH, SIZE], "f32", true),
      y: createTensor("y", [BATCH, SIZE], "f32", true),
      key: createTensor("key", [2], "i32"),
      step: createTensor("step", [1], "i32"),
    };
    const bench = createBench(engine, { batch: BATCH }, (emitter) => {
      emitter.emit("dropout", { ...tensors, p });
      return Object.values(tensors);
    });
    elementsOf(engine, tensors.x).fill(1);
    elementsOf(engine, tensors.key).set(key);
    elementsOf(engine, tensors.step)[0] = step;
    bench.run();
    return Array.from(elementsOf(engine, tensors.y), (value) => value !== 0);
  }

  test("element 4w of the first sample at step 0 has word w of the first known answer: kept at p = word · 2⁻³², dropped above", () => {
    for (const [w, word] of knownAnswers[0].words.split(" ").entries()) {
      const draw = Number.parseInt(word, 16);
      expect(kept(draw / 2 ** 32, [0, 0], 0)[4 * w]).toBe(true);
      expect(kept((draw + 1) / 2 ** 32, [0, 0], 0)[4 * w]).toBe(false);
    }
  });

  test("element 4w + l of sample s at step t has word w of the counter (l, s, t, 0)", () => {
    const key = [0xa4093822 | 0, 0x299f31d0] as const;
    const p = 0.4;
    for (const step of [0, 1, 77]) {
      const expected = Array.from({ length: BATCH * SIZE }, (_, i) => {
        const element = i % SIZE;
        const words = philox(key, [element % 4, Math.floor(i / SIZE), step, 0]);
        return (words[Math.floor(element / 4)] as number) >= Math.floor(p * 2 ** 32);
      });
      expect(kept(p, key, step)).toEqual(expected);
    }
  });

  test("other keys, steps and samples draw other masks", () => {
    const masks = [kept(0.5, [1, 2], 0), kept(0.5, [2, 1], 0), kept(0.5, [1, 2], 1)].flatMap((mask) =>
      [0, 1, 2].map((s) => mask.slice(s * SIZE, (s + 1) * SIZE).join()),
    );
    expect(new Set(masks).size).toBe(masks.length);
  });
});
