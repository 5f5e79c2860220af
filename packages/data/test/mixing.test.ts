import { createEmitter, createEngine, createProgram, createTensor, elementsOf } from "@assay/kernels";
import { afterAll, describe, expect, it } from "vitest";
import { augmentations } from "../src/index.ts";
import type { AugmentationCase } from "./cases.ts";
import { compile } from "./compile-augmentation.ts";

const BATCH = 6;
const CLASSES = 10;
const before = (s: number) => (s + BATCH - 1) % BATCH;

/** The inputs and the targets of a batch, one row an example, as they are and as a draw leaves them. */
function mixed(type: "mixup" | "cutmix", item: AugmentationCase) {
  const { input, draw } = compile(augmentations[type], item, BATCH);
  const rows = (values: ArrayLike<number>) => {
    const size = values.length / BATCH;
    return Array.from({ length: BATCH }, (_, s) =>
      Array.from({ length: size }, (_, i) => values[s * size + i] as number),
    );
  };
  const [x, targets] = input();
  return {
    x: rows(x),
    targets: rows(targets),
    at(number: number) {
      const [y, after] = draw(number);
      return { y: rows(y), targets: rows(after) };
    },
  };
}

/** The share of the own class, which is that of all rows: those of mixed classes have no other class than the two. */
function shareOf(targets: readonly (readonly number[])[], labels: readonly (readonly number[])[]): number {
  const share = targets[1]?.[labels[1]?.[0] as number] as number;
  for (const [s, row] of targets.entries()) {
    const [own, other] = [labels[s]?.[0], labels[before(s)]?.[0]];
    const expected = Array.from({ length: CLASSES }, (_, c) => (c === own ? share : c === other ? 1 - share : 0));
    for (const [c, value] of row.entries()) expect(value).toBeCloseTo(expected[c] as number, 6);
  }
  return share;
}

describe("mixup", () => {
  it("mixes inputs and classes of each example and the one before it by one share, within 1e-6", () => {
    const batch = mixed("mixup", { options: { alpha: 1 }, input: [5, 3] });
    for (let number = 0; number < 4; number++) {
      const { y, targets } = batch.at(number);
      const share = shareOf(targets, batch.targets);
      for (const [s, row] of y.entries()) {
        for (const [i, value] of row.entries()) {
          const [own, other] = [batch.x[s]?.[i] as number, batch.x[before(s)]?.[i] as number];
          expect(value).toBeCloseTo(share * own + (1 - share) * other, 6);
        }
      }
    }
  });

  it("mixes numbers to predict as it mixes inputs", () => {
    const target = { kind: "values", size: 2 } as const;
    const batch = mixed("mixup", { options: { alpha: 1 }, input: [4], target });
    const { y, targets } = batch.at(0);
    const of = (own: number, other: number, value: number) => (value - other) / (own - other);
    const share = of(batch.x[1]?.[0] as number, batch.x[0]?.[0] as number, y[1]?.[0] as number);
    for (const [s, row] of targets.entries()) {
      const [own, other] = [batch.targets[s]?.[1] as number, batch.targets[before(s)]?.[1] as number];
      expect(row[1]).toBeCloseTo(share * own + (1 - share) * other, 4);
    }
  });

  it.each([0.1, 0.2, 1, 4])(
    "draws shares of Beta(%f, its like): mean, second and fourth moment about ½ within 4 deviations of 2,000 draws",
    (alpha) => {
      const { at } = mixed("mixup", { options: { alpha }, input: [1] });
      const shares = Array.from({ length: 2000 }, (_, number) => at(number).targets[1]?.[1] as number);
      const moment = (n: number) => shares.reduce((sum, share) => sum + (share - 0.5) ** n, 0) / shares.length;
      // Of a symmetric beta: E (λ − ½)² = 1 / (4 (2α + 1)), E (λ − ½)⁴ = 3 / (16 (2α + 1) (2α + 3)), and so on.
      const second = 1 / (4 * (2 * alpha + 1));
      const fourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));
      const eighth = (fourth * 35) / (16 * (2 * alpha + 5) * (2 * alpha + 7));
      const bound = (variance: number) => 4 * Math.sqrt(variance / shares.length);
      expect(Math.abs(moment(1))).toBeLessThan(bound(second));
      expect(Math.abs(moment(2) - second)).toBeLessThan(bound(fourth - second ** 2));
      expect(Math.abs(moment(4) - fourth)).toBeLessThan(bound(eighth - fourth ** 2));
    },
  );
});

describe("cutmix", () => {
  const [height, width, channels] = [9, 12, 2] as const;

  it("puts one rectangle of the image before into each; the classes' shares are those of the area, within 1e-6", () => {
    const batch = mixed("cutmix", { options: { alpha: 1 }, input: [height, width, channels] });
    const corners = new Set<string>();
    for (let number = 0; number < 40; number++) {
      const { y, targets } = batch.at(number);
      const share = shareOf(targets, batch.targets);
      const foreign = y.map((row, s) => row.flatMap((value, i) => (value === batch.x[s]?.[i] ? [] : [i])));
      const pixels = [...new Set((foreign[0] as number[]).map((i) => Math.floor(i / channels)))];
      expect(1 - pixels.length / (height * width)).toBeCloseTo(share, 6);
      for (const [s, where] of foreign.entries()) {
        expect(where).toEqual(foreign[0]);
        expect(where.map((i) => y[s]?.[i])).toEqual(where.map((i) => batch.x[before(s)]?.[i]));
      }
      if (pixels.length === 0) continue;
      const [rows, columns] = [pixels.map((i) => Math.floor(i / width)), pixels.map((i) => i % width)];
      const [top, left] = [Math.min(...rows), Math.min(...columns)];
      const [high, wide] = [Math.max(...rows) - top + 1, Math.max(...columns) - left + 1];
      expect(pixels).toHaveLength(high * wide);
      corners.add(`${top} ${left}`);
    }
    expect(corners.size).toBeGreaterThan(15);
  });

  it("is for classes, of images", () => {
    const build = (shape: readonly number[], target: AugmentationCase["target"]) => () =>
      augmentations.cutmix.build({ alpha: 1 }, shape, target as never);
    expect(build([8, 8, 1], { kind: "values", size: 1 })).toThrow("[data/cutmix] mixes classes");
    expect(build([5], { kind: "class", classes: 3 })).toThrow(
      "[data/cutmix] needs images of [height, width, channels]",
    );
  });
});

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

it("one after the other, each mixes what the one before it has left: rows of shares stay rows with the sum 1, within 1e-6", () => {
  const target = { kind: "class", classes: CLASSES } as const;
  const emitter = createEmitter(BATCH, true);
  const tensors = {
    x: createTensor("x", [BATCH, 4, 4, 1], "f32", true),
    targets: createTensor("targets", [BATCH], "i32", true),
    key: createTensor("key", [2], "i32"),
    step: createTensor("step", [1], "i32"),
    fill: createTensor("fill", [1]),
    scale: createTensor("scale", [1]),
  };
  const first = augmentations.mixup.build({ alpha: 1 }, [4, 4, 1], target)(emitter, tensors);
  const second = augmentations.cutmix.build({ alpha: 1 }, [4, 4, 1], target)(emitter, { ...tensors, ...first });
  expect(second.targets.shape).toEqual([BATCH, CLASSES]);
  for (const tensor of [...Object.values(tensors), second.x, second.targets]) engine.arena.place(tensor);
  const [run] = engine.load(createProgram(emitter)) as [() => void];
  elementsOf(engine, tensors.targets).set([0, 1, 2, 3, 4, 5]);
  run();
  const shares = elementsOf(engine, second.targets);
  for (let s = 0; s < BATCH; s++) {
    const row = shares.subarray(s * CLASSES, (s + 1) * CLASSES) as Float32Array;
    expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    expect([...row.keys()].filter((c) => (row[c] as number) > 0).length).toBeGreaterThanOrEqual(2);
  }
});
