import { InputError } from "@assay/kernels";
import { describe, expect, it } from "vitest";
import { augmentations } from "../src/index.ts";
import { BLACK, compile, WHITE } from "./compile-augmentation.ts";

const BATCH = 50;

/** The images before, and those of some draws, one array an image. */
function images(type: keyof typeof augmentations, options: object, input: readonly number[], draws = 4) {
  const { input: before, draw } = compile(augmentations[type], { options, input }, BATCH);
  const size = input.reduce((product, extent) => product * extent, 1);
  const rows = (x: Float32Array) => Array.from({ length: BATCH }, (_, s) => [...x.subarray(s * size, (s + 1) * size)]);
  const [x] = before();
  return { before: rows(x), after: Array.from({ length: draws }, (_, number) => rows(draw(number)[0])) };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
function deviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - center) ** 2)));
}

describe("random_horizontal_flip", () => {
  const mirrored = (row: readonly number[], width: number, channels: number) =>
    row.map((_, i) => row[i + channels * (width - 1 - 2 * (Math.floor(i / channels) % width))]);

  it.each([
    [4, 1],
    [11, 1],
    [5, 3],
  ])(
    "leaves an image or mirrors it, the share p within 4 deviations: %i pixels wide, %i channels",
    (width, channels) => {
      const { before, after } = images("random_horizontal_flip", { p: 0.3 }, [2, width, channels]);
      const flips = after.flatMap((rows) =>
        rows.map((row, s) => {
          const own = before[s] as number[];
          const isFlipped = row.join() !== own.join();
          expect(row).toEqual(isFlipped ? mirrored(own, width, channels) : own);
          return Number(isFlipped);
        }),
      );
      expect(Math.abs(mean(flips) - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / flips.length));
    },
  );

  it("with p = 0 is the identity, with p = 1 mirrors every image", () => {
    const never = images("random_horizontal_flip", { p: 0 }, [3, 6, 1]);
    for (const rows of never.after) expect(rows).toEqual(never.before);
    const always = images("random_horizontal_flip", { p: 1 }, [3, 6, 1]);
    for (const rows of always.after) expect(rows).toEqual(always.before.map((row) => mirrored(row, 6, 1)));
  });
});

describe("random_crop", () => {
  const [height, width, channels] = [4, 5, 2] as const;
  /** Where the image went: [columns, rows]; the pixels that it left behind have the value `outside`. */
  function shiftOf(row: readonly number[], own: readonly number[], outside: number) {
    for (let right = -width; right <= width; right++) {
      for (let down = -height; down <= height; down++) {
        const isThere = row.every((value, i) => {
          const column = (Math.floor(i / channels) % width) - right;
          const line = Math.floor(i / channels / width) - down;
          const isInside = column >= 0 && line >= 0 && column < width && line < height;
          return value === (isInside ? own[(line * width + column) * channels + (i % channels)] : outside);
        });
        if (isThere) return [right, down];
      }
    }
    throw new Error("the image is not there");
  }
  const shifts = (options: object, outside: number) => {
    const { before, after } = images("random_crop", options, [height, width, channels]);
    return after.flatMap((rows) => rows.map((row, s) => shiftOf(row, before[s] as number[], outside)));
  };

  it("moves the image by every number of pixels that the border allows, and no other", () => {
    const found = new Set(shifts({ padding: 1 }, BLACK).map(String));
    const expected = [-1, 0, 1].flatMap((right) => [-1, 0, 1].map((down) => `${right},${down}`));
    expect([...found].sort()).toEqual(expected.sort());
  });

  it.each([
    [[2, 0], -2, 2, 0, 0],
    [[0, 1, 2, 3], -2, 0, -3, 1],
  ])("padding %j: from %i to %i columns, from %i to %i rows", (padding, left, right, up, down) => {
    const found = shifts({ padding }, BLACK);
    const ends = (axis: 0 | 1) => {
      const all = found.map((shift) => shift[axis] as number);
      return [Math.min(...all), Math.max(...all)];
    };
    expect([...ends(0), ...ends(1)]).toEqual([left, right, up, down]);
  });

  it("fills with the byte that is asked for, normalized", () => {
    expect(() => shifts({ padding: 2, fill: 255 }, WHITE)).not.toThrow();
  });

  it("with no padding is the identity", () => {
    const { before, after } = images("random_crop", { padding: 0 }, [3, 4, 1]);
    for (const rows of after) expect(rows).toEqual(before);
  });

  it("refuses a size other than the images'", () => {
    const build = () => augmentations.random_crop.build({ padding: 4, size: 24, fill: 0 }, [28, 28, 1]);
    expect(build).toThrow(InputError);
    expect(build).toThrow("size must be that of the images, 28×28, got 24×24");
  });
});

describe("random_erasing", () => {
  const [height, width] = [20, 24];
  const VALUE = 7;
  /** The rectangle of each image that was erased: top, left, height, width; undefined where none was. */
  function rectangles(options: object) {
    const { before, after } = images("random_erasing", { ...options, value: VALUE }, [height, width, 1], 10);
    return after.flatMap((rows) =>
      rows.map((row, s) => {
        const erased = row.flatMap((value, i) => (value === VALUE ? [i] : []));
        expect(row.map((value, i) => (value === VALUE ? before[s]?.[i] : value))).toEqual(before[s]);
        if (erased.length === 0) return undefined;
        const [lines, columns] = [erased.map((i) => Math.floor(i / width)), erased.map((i) => i % width)];
        const [top, left] = [Math.min(...lines), Math.min(...columns)];
        const [high, wide] = [Math.max(...lines) - top + 1, Math.max(...columns) - left + 1];
        expect(erased).toHaveLength(high * wide);
        return { top, left, high, wide };
      }),
    );
  }

  it("erases one rectangle, whose area and ratio lie in their ranges but for whole pixels", () => {
    for (const found of rectangles({ p: 1, scale: [0.1, 0.2], ratio: [0.5, 2] })) {
      const { high, wide } = found as NonNullable<typeof found>;
      const slack = (high + wide) / 2 + 0.25;
      expect(high * wide).toBeGreaterThanOrEqual(0.1 * height * width - slack);
      expect(high * wide).toBeLessThanOrEqual(0.2 * height * width + slack);
      expect((high + 0.5) / (wide - 0.5)).toBeGreaterThan(0.5);
      expect((high - 0.5) / (wide + 0.5)).toBeLessThan(2);
    }
  });

  it("erases the share p of the images, within 4 deviations, in every part of them", () => {
    const all = rectangles({ p: 0.4, scale: [0.05, 0.1] });
    const found = all.filter((rectangle) => rectangle !== undefined);
    expect(Math.abs(found.length / all.length - 0.4)).toBeLessThan(4 * Math.sqrt((0.4 * 0.6) / all.length));
    expect(Math.min(...found.map(({ top }) => top))).toBe(0);
    expect(Math.min(...found.map(({ left }) => left))).toBe(0);
    expect(Math.max(...found.map(({ top, high }) => top + high))).toBe(height);
    expect(Math.max(...found.map(({ left, wide }) => left + wide))).toBe(width);
  });

  it("leaves an image that no rectangle of the range fits into", () => {
    expect(rectangles({ p: 1, scale: [1, 1], ratio: [1, 1] })).toEqual(Array(500).fill(undefined));
    expect(rectangles({ p: 0 })).toEqual(Array(500).fill(undefined));
  });

  it("value: random puts standard normal noise there: mean and deviation within 5 %", () => {
    const { before, after } = images("random_erasing", { p: 1, value: "random" }, [10, 12, 3], 2);
    const noise = after.flatMap((rows) => rows.flatMap((row, s) => row.filter((value, i) => value !== before[s]?.[i])));
    expect(Math.abs(mean(noise))).toBeLessThan(0.05);
    expect(Math.abs(deviation(noise) - 1)).toBeLessThan(0.05);
  });

  it.each(["scale", "ratio"])("refuses a %s whose minimum is above its maximum", (option) => {
    const options = { p: 1, scale: [0.1, 0.2], ratio: [0.5, 2], value: 0, [option]: [0.9, 0.8] };
    expect(() => augmentations.random_erasing.build(options, [8, 8, 1])).toThrow(
      `[data/random_erasing] ${option} must be [min, max], got [0.9, 0.8]`,
    );
  });
});

describe("gaussian_noise", () => {
  const noise = (options: object, input: readonly number[]) => {
    const { before, after } = images("gaussian_noise", options, input, 2);
    return after.flatMap((rows) => rows.flatMap((row, s) => row.map((value, i) => value - (before[s]?.[i] as number))));
  };

  it("of a table has the mean and the deviation that are asked for, within 2 %, and a normal's fourth moment within 5 %", () => {
    const all = noise({ mean: 2, sigma: 3 }, [200]);
    expect(Math.abs(mean(all) - 2)).toBeLessThan(0.02 * 3);
    expect(Math.abs(deviation(all) / 3 - 1)).toBeLessThan(0.02);
    expect(Math.abs(mean(all.map((v) => ((v - 2) / 3) ** 4)) / 3 - 1)).toBeLessThan(0.05);
  });

  it("of images counts from black to white", () => {
    const small = noise({ mean: -0.1, sigma: 0.02 }, [8, 8, 3]);
    expect(Math.abs(mean(small) - -0.1 * (WHITE - BLACK))).toBeLessThan(0.002);
    expect(Math.abs(deviation(small) / (0.02 * (WHITE - BLACK)) - 1)).toBeLessThan(0.02);
  });

  it("of images stays between black and white", () => {
    const values = images("gaussian_noise", { sigma: 1 }, [8, 8, 1]).after.flat(2);
    expect(Math.min(...values)).toBe(BLACK);
    expect(Math.max(...values)).toBe(WHITE);
  });

  it("with sigma 0 and mean 0 is the identity", () => {
    const { before, after } = images("gaussian_noise", { sigma: 0 }, [4, 5, 1]);
    for (const rows of after) expect(rows).toEqual(before);
  });
});
