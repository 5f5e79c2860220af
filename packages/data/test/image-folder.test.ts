import { readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "@assay/kernels";
import { describe, expect, it } from "vitest";
import { datasets } from "../src/index.ts";
import { writeFiles } from "./files.ts";
import { colourAt, fillImages, flatJpeg, png } from "./image-files.ts";
import { folderMutations } from "./image-mutations.ts";
import { refuseAll, refuseCuts, thrownFor } from "./mutations.ts";
import { resolve } from "./part-schema.ts";
import { jpegMutations, pngMutations } from "./png-jpeg-mutations.ts";
import { temporaryFolders } from "./temporary.ts";

const { image_folder } = datasets;
const { create } = temporaryFolders();
const filled = (fill: (folder: string) => void = fillImages): string => {
  const path = create();
  fill(path);
  return path;
};
const withDefaults = (path: string, options: object = {}) => resolve(image_folder, { path, ...options }) as never;
const load = (path: string, options?: object) => image_folder.load(withDefaults(path, options));
const describeAs = (path: string, options?: object) => image_folder.describe(withDefaults(path, options));
const fingerprint = (path: string, options?: object) => image_folder.fingerprint(withDefaults(path, options));
const pixels = (...images: readonly number[]): number[] =>
  images.flatMap((image) => Array.from({ length: 20 }, (_, i) => colourAt(i, image)).flat());

describe("image_folder", () => {
  it("reads the classes of train and test in order, nested folders included", () => {
    const path = filled();
    const { train, test } = load(path);
    expect([...train.inputs.values]).toEqual(pixels(0, 1, 2, 3, 4));
    expect([...train.targets.values]).toEqual([0, 0, 0, 1, 1]);
    expect([...test.inputs.values]).toEqual(pixels(5, 6));
    expect([...test.targets.values]).toEqual([0, 1]);
    const target = { kind: "class", classes: 2, names: ["cat", "dog"] };
    expect(describeAs(path)).toEqual({ shape: [4, 5, 3], dtype: "u8", target, train: 5, test: 2 });
  });

  it("reads a folder of classes alone: without a test split, with a share, or with a second folder", () => {
    const whole = filled();
    const path = join(whole, "train");
    expect(load(path).test.count).toBe(0);
    expect(describeAs(path, { test: 0.4 })).toMatchObject({ train: 3, test: 2 });
    const { train, test } = load(path, { test: 0.4 });
    expect([train.count, test.count, [...test.targets.values].sort()]).toEqual([3, 2, [0, 1]]);
    const both = { test: join(whole, "test") };
    expect(load(path, both)).toEqual(load(whole));
    expect(fingerprint(path, both)).toBe(fingerprint(whole));
  });

  it("orders classes and files by code unit, and leaves hidden files out", () => {
    const path = filled((folder) =>
      writeFiles(folder, {
        "b/2.png": png(3),
        "b/10.png": png(2),
        "B/x.png": png(0),
        "ä/x.png": png(4),
        "a/x.png": png(1),
        "a/.DS_Store": "x",
        "a/Thumbs.db": "x",
        "b/desktop.ini": "x",
        ".git/x.png": "x",
        LICENSE: "x",
      }),
    );
    expect(describeAs(path).target).toMatchObject({ names: ["B", "a", "b", "ä"] });
    expect([...load(path).train.inputs.values]).toEqual(pixels(0, 1, 2, 3, 4));
  });

  it("follows symbolic links to files and folders", () => {
    const path = filled();
    symlinkSync(join(path, "train/cat/a.png"), join(path, "train/dog/link.png"));
    symlinkSync(join(path, "test/cat"), join(path, "train/dog/linked"));
    expect([...load(path).train.inputs.values]).toEqual(pixels(0, 1, 2, 3, 4, 0, 5));
  });

  it("makes gray images of colours by ITU-R 601, in whole numbers", () => {
    const { inputs } = load(filled(), { channels: 1 }).train;
    expect(inputs.shape).toEqual([4, 5, 1]);
    const gray = ([r, g, b]: readonly [number, number, number]) =>
      Math.round((19595 * r + 38470 * g + 7471 * b) / 65536);
    expect([...inputs.values.subarray(0, 20)]).toEqual(Array.from({ length: 20 }, (_, i) => gray(colourAt(i, 0))));
  });

  it("resizes images of any size to the one asked for", () => {
    const path = filled((folder) => {
      writeFiles(folder, { "a/1.jpg": flatJpeg([200, 30, 90]), "b/1.png": png(0), "b/2.png": png(0, 9, 9) });
    });
    expect(thrownFor(image_folder, { path })).toBeInstanceOf(InputError);
    expect(describeAs(path, { size: 8 }).shape).toEqual([8, 8, 3]);
    const { inputs } = load(path, { size: [2, 3] }).train;
    expect(inputs.shape).toEqual([2, 3, 3]);
    for (let i = 0; i < 18; i++)
      expect(Math.abs((inputs.values[i] as number) - ([200, 30, 90][i % 3] as number))).toBeLessThan(3);
    expect([...load(path, { size: [4, 5] }).train.inputs.values.subarray(60, 120)]).toEqual(pixels(0));
  });

  it("is identified by what the files hold, their classes and their names, not by the folder", () => {
    const path = filled();
    const before = fingerprint(path);
    expect(fingerprint(filled())).toBe(before);
    const after = (change: (folder: string) => void) => {
      const folder = filled();
      change(folder);
      return fingerprint(folder);
    };
    const changes = [
      (folder: string) => renameSync(join(folder, "train/dog/a.png"), join(folder, "train/cat/z.png")),
      (folder: string) => renameSync(join(folder, "train/dog/a.png"), join(folder, "train/dog/z.png")),
      (folder: string) => renameSync(join(folder, "train/dog/b.PNG"), join(folder, "test/dog/b.PNG")),
      (folder: string) => {
        for (const split of ["train", "test"]) renameSync(join(folder, split, "dog"), join(folder, split, "fox"));
      },
      (folder: string) => rmSync(join(folder, "train/cat/a.png")),
      (folder: string) => writeFileSync(join(folder, "train/cat/a.png"), png(9)),
    ];
    const prints = changes.map(after);
    expect(new Set([before, ...prints]).size).toBe(changes.length + 1);
  });

  it("decodes again when a file has changed", () => {
    const path = filled();
    load(path);
    writeFileSync(join(path, "train/cat/a.png"), png(9));
    expect([...load(path).train.inputs.values]).toEqual(pixels(9, 1, 2, 3, 4));
  });

  it("has targets of i32 for more than 256 classes", () => {
    const path = filled((folder) => {
      const name = (i: number) => `class-${String(i).padStart(3, "0")}/x.png`;
      writeFiles(folder, Object.fromEntries(Array.from({ length: 300 }, (_, i) => [name(i), png(i, 1, 1)])));
    });
    const { targets } = load(path).train;
    expect(targets.values).toEqual(Int32Array.from({ length: 300 }, (_, i) => i));
  });

  refuseAll(image_folder, folderMutations, create, fillImages);
  refuseAll(image_folder, pngMutations, create, fillImages);
  refuseAll(image_folder, jpegMutations, create, (folder) => {
    fillImages(folder);
    rmSync(join(folder, "train/dog/a.png"));
  });
  refuseCuts(image_folder, ["train/dog/a.png"], create, fillImages);
  refuseCuts(image_folder, ["a/1.jpg"], create, (folder) =>
    writeFiles(folder, { "a/1.jpg": flatJpeg([1, 200, 3]), "b/1.jpg": flatJpeg([200, 3, 3]) }),
  );

  it("leaves nothing in the cache for images that are refused", () => {
    const before = readdirSync(join(process.env.XDG_CACHE_HOME as string, "assay/decoded")).length;
    const path = filled();
    writeFileSync(join(path, "train/cat/a.png"), "no image");
    expect(thrownFor(image_folder, { path })).toBeInstanceOf(InputError);
    expect(readdirSync(join(process.env.XDG_CACHE_HOME as string, "assay/decoded"))).toHaveLength(before);
  });
});
