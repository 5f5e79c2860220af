import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { niceRange } from "../src/charts/nice-range.ts";
import { type Point, thin } from "../src/charts/thin.ts";
import { calibration } from "../src/figures/calibration.ts";
import { classRows, confusion, mistakes } from "../src/figures/confusion.ts";
import { judge } from "../src/figures/judge.ts";
import { fromWeights } from "../src/figures/pictures.ts";
import { encodePng } from "../src/figures/png.ts";
import { CLASSES, madeRun, RMSE } from "./made-runs.ts";

describe("confusion", () => {
  const counted = (...given: Parameters<typeof confusion>) => {
    const found = confusion(...given);
    if (!found) throw new Error("there are few classes");
    return found;
  };

  test("of no examples is none", () => {
    expect(confusion({ ...CLASSES, label: [], predicted: [] }, ["a", "b"])).toBeUndefined();
  });

  test("of more classes than pairs can be counted of is none", () => {
    const label = Array.from({ length: 2001 }, (_, i) => String(i));
    expect(confusion({ ...CLASSES, label, predicted: label })).toBeUndefined();
  });

  test("counts labels by predictions, in the order of the known classes", () => {
    const { classes, counts, total, wrong } = counted(CLASSES, ["c", "b", "a"]);
    expect(classes).toEqual(["c", "b", "a"]);
    expect(counts).toEqual([
      [3, 0, 0],
      [0, 3, 0],
      [0, 1, 3],
    ]);
    expect([total, wrong]).toEqual([10, 1]);
  });

  test("sorts classes that are numbers as numbers", () => {
    const found = counted({ ...CLASSES, label: ["10", "9", "2"], predicted: ["10", "9", "2"] });
    expect(found.classes).toEqual(["2", "9", "10"]);
  });

  test("mistakes come most often first, with their share of the label's examples", () => {
    expect(mistakes(counted(CLASSES))).toEqual([{ label: "a", predicted: "b", count: 1, share: 0.25 }]);
  });

  // a: 3 predicted, all right, of 4; b: 4 predicted, 3 right, of 3; c: 3 of 3. F1 = 2PR / (P + R).
  test("precision, recall and F1 of counts made by hand", () => {
    const rows = classRows(counted(CLASSES));
    expect(rows.map(({ precision }) => precision)).toEqual([1, 0.75, 1]);
    expect(rows.map(({ recall }) => recall)).toEqual([0.75, 1, 1]);
    expect(rows.map(({ f1 }) => f1?.toFixed(8))).toEqual(["0.85714286", "0.85714286", "1.00000000"]);
  });

  test("a class that is never predicted has no precision", () => {
    const [a] = classRows(counted({ ...CLASSES, label: ["a", "b"], predicted: ["b", "b"] }));
    expect(a).toMatchObject({ precision: null, recall: 0, f1: 0 });
  });
});

describe("calibration", () => {
  const calibrated = (...given: Parameters<typeof calibration>) => {
    const found = calibration(...given);
    if (!found) throw new Error("there are probabilities");
    return found;
  };

  test("a probability just above a bin's end is in the next bin", () => {
    const above = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map(
      (end) => end + 2 ** (Math.floor(Math.log2(end)) - 52),
    );
    const label = above.map(() => "a");
    const { bins } = calibrated({ ...CLASSES, label, predicted: label, score: Float64Array.from(above) });
    expect(bins.map(({ count }) => count)).toEqual([0, ...above.map(() => 1)]);
  });

  test("an example without a probability counts for nothing, and where none has one there is no calibration", () => {
    const label = ["a", "a"];
    const found = calibrated({ ...CLASSES, label, predicted: label, score: Float64Array.of(0.75, Number.NaN) });
    expect(found).toMatchObject({ examples: 1, error: 0.25, confidence: 0.75, accuracy: 1 });
    expect(
      calibration({ ...CLASSES, label, predicted: label, score: new Float64Array(2).fill(Number.NaN) }),
    ).toBeUndefined();
    expect(calibration({ ...CLASSES, label: [], predicted: [], score: new Float64Array() })).toBeUndefined();
  });

  test("puts a probability of exactly 0.9 into the bin that ends there, 1 into the last, 0 into the first", () => {
    const score = Float64Array.of(0.9, 1, 0);
    const { bins } = calibrated({ ...CLASSES, label: ["a", "a", "a"], predicted: ["a", "a", "a"], score });
    expect(bins.map(({ count }) => count)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
  });

  test("the error is the mean gap of the bins, weighted by their examples", () => {
    // (0.5, 0.6]: one wrong at 0.55, one right at 0.6 · (0.6, 0.7]: two right, 0.7 + 0.65 · (0.7, 0.8]: one, 0.8 ·
    // (0.8, 0.9]: two, 0.9 + 0.85 · (0.9, 1]: three, 0.95 + 0.99 + 1
    const gaps = [Math.abs(1 - 1.15), 2 - 1.35, 1 - 0.8, 2 - 1.75, 3 - 2.94];
    const { error, accuracy, confidence } = calibrated(CLASSES);
    expect(error).toBeCloseTo(gaps.reduce((a, b) => a + b) / 10, 12);
    expect(accuracy).toBeCloseTo(0.9, 12);
    expect(confidence).toBeCloseTo(0.799, 12);
  });
});

describe("a judgement of the training", () => {
  const of = (losses: readonly number[], accuracies: readonly number[]) =>
    judge(
      madeRun({
        epochs: madeRun()
          .epochs.slice(0, losses.length)
          .map((epoch, i) => ({
            ...epoch,
            validation: { loss: losses[i] ?? 0, accuracy: accuracies[i] ?? 0 },
          })),
      }),
    );

  test("names the best epoch, and an end that was still getting better", () => {
    expect(of([1, 0.5, 0.4], [0.8, 0.9, 0.95])).toContain("best in epoch 3 of 3: 95.00 %. It was still getting better");
  });

  test("calls no end better that gained less than a twentieth of the whole in its last fifth", () => {
    const losses = Array.from({ length: 10 }, (_, i) => 1 / (i + 1));
    const noise = [0.1, 0.8, 0.9, 0.91, 0.92, 0.93, 0.94, 0.941, 0.942, 0.943];
    const gain = noise.with(-1, 0.99);
    const ending = (accuracies: readonly number[], lr: number) =>
      judge(
        madeRun({
          epochs: accuracies.map((accuracy, i) => ({
            ...{ epoch: i + 1, step: 10 * (i + 1), lr: i === 9 ? lr : 0.1, seconds: i, samples_per_second: 1 },
            train: { loss: 1, accuracy },
            validation: { loss: losses[i] ?? 0, accuracy },
          })),
        }),
      );
    expect(ending(gain, 0.1)).toContain("still getting better");
    expect(ending(noise, 0.1), "noise").not.toContain("still getting better");
    expect(ending(gain, 0.0005), "a learning rate of almost nothing").not.toContain("still getting better");
  });

  test("says that it overfits where the validation loss has risen by a tenth, stays there, and training's is lower", () => {
    expect(of([1, 0.5, 0.6, 0.7], [0.8, 0.95, 0.94, 0.94])).toContain(
      "since epoch 2, from 0.5000 to 0.7000: it overfits",
    );
    expect(of([1, 0.5, 0.51, 0.51], [0.8, 0.95, 0.94, 0.94]), "too little").not.toContain("overfits");
    expect(of([1, 0.6, 0.5, 0.7], [0.8, 0.95, 0.94, 0.94]), "of one epoch").not.toContain("overfits");
    expect(of([0.05, 0.01, 0.02, 0.03], [0.8, 0.95, 0.94, 0.94]), "below training's").not.toContain("overfits");
  });

  test("the best epoch of a metric that should be low is the lowest", () => {
    const epochs = madeRun().epochs.map((epoch, i) => ({
      ...epoch,
      validation: { loss: 1, rmse: [3, 1, 2, 4][i] ?? 0 },
    }));
    expect(judge(madeRun({ record: { metrics: [RMSE] }, epochs }))).toContain("RMSE was best in epoch 2 of 4: 1.0000");
  });

  test("says where nothing is held out, and nothing without an epoch", () => {
    const epochs = madeRun().epochs.map(({ validation: _, ...epoch }) => epoch);
    expect(judge(madeRun({ epochs }))).toContain("nothing is held out");
    expect(judge(madeRun({ epochs: [] }))).toBe("");
  });
});

describe("a long curve", () => {
  test("of a million points has at most a thousand, its ends and its spike among them", () => {
    const points = Array.from({ length: 1e6 }, (_, i): Point => [i, i === 123_456 ? 50 : Math.sin(i / 1e5)]);
    const kept = thin(points);
    expect(kept.length).toBeLessThanOrEqual(1000);
    expect(kept.length).toBeGreaterThan(900);
    expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
    expect(kept).toContainEqual([123_456, 50]);
    expect(kept.map(([x]) => x)).toEqual(kept.map(([x]) => x).toSorted((a, b) => a - b));
  });

  test("that is short stays as it is", () => {
    const points: Point[] = [
      [1, 2],
      [2, null],
    ];
    expect(thin(points)).toBe(points);
  });
});

test.each([
  [92.3, 99.4, { min: 92, max: 100, interval: 2 }],
  [0.31, 0.54, { min: 0.3, max: 0.55, interval: 0.05 }],
  [-3, 12, { min: -5, max: 15, interval: 5 }],
])("an axis around %d to %d has round bounds", (low, high, bounds) => {
  expect(niceRange(low, high)).toEqual(bounds);
});

test("an axis around a single value is left to the chart", () => {
  expect(niceRange(1, 1)).toBeUndefined();
});

describe("pictures", () => {
  test.each([1, 3] as const)("of %i channels are PNGs that pngjs reads with the same pixels", (channels) => {
    const pixels = Uint8Array.from({ length: 5 * 3 * channels }, (_, i) => (i * 37) % 256);
    const { width, height, data } = PNG.sync.read(encodePng({ width: 5, height: 3, channels, pixels }));
    expect([width, height]).toEqual([5, 3]);
    const seen = Array.from({ length: 15 }, (_, i) => Array.from(data.subarray(i * 4, i * 4 + 3)));
    const meant = Array.from({ length: 15 }, (_, i) => [0, 1, 2].map((c) => pixels[channels === 1 ? i : i * 3 + c]));
    expect(seen).toEqual(meant);
  });

  test("of weights are white at 0, blue at the lowest, vermilion at the highest", () => {
    const { pixels } = fromWeights([1, 3, 1], [-2, 0, 2], 2);
    expect(Array.from(pixels)).toEqual([0, 114, 178, 255, 255, 255, 213, 94, 0]);
  });
});
