import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { datasets } from "../src/index.ts";
import { fillCifar10, fillCifar100, pixel } from "./cifar-files.ts";
import { cifar100Mutations, cifarMutations } from "./cifar-mutations.ts";
import { refuseAll, refuseCuts } from "./mutations.ts";
import { resolve } from "./part-schema.ts";
import { temporaryFolders } from "./temporary.ts";

const { cifar } = datasets;
const { create } = temporaryFolders();
const filled = (fill: (folder: string) => void): string => {
  const path = create();
  fill(path);
  return path;
};
const withDefaults = (path: string, options: object = {}) => resolve(cifar, { path, ...options }) as never;
const load = (path: string, options?: object) => cifar.load(withDefaults(path, options));
const describeAs = (path: string, options?: object) => cifar.describe(withDefaults(path, options));

describe("cifar", () => {
  it("reads the batches in their order, and their planes as pixels of red, green and blue", () => {
    const { train, test } = load(filled(fillCifar10));
    expect([...train.targets.values]).toEqual([1, 8, 2, 7, 3, 6, 4, 5, 5, 4]);
    expect([...test.targets.values]).toEqual([0, 9, 4]);
    const expected = (record: number, file: number, y: number, x: number) =>
      [0, 1, 2].map((c) => pixel(record * 3072 + c * 1024 + y * 32 + x, file));
    const at = (split: typeof train, example: number, y: number, x: number) => {
      const start = ((example * 32 + y) * 32 + x) * 3;
      return [...split.inputs.values.subarray(start, start + 3)];
    };
    expect(at(train, 0, 0, 0)).toEqual(expected(0, 1, 0, 0));
    expect(at(train, 3, 5, 31)).toEqual(expected(1, 2, 5, 31));
    expect(at(test, 2, 31, 31)).toEqual(expected(2, 6, 31, 31));
  });

  it("knows the classes of CIFAR-10, or takes them from the folder", () => {
    const path = filled(fillCifar10);
    expect(describeAs(path)).toMatchObject({ shape: [32, 32, 3], dtype: "u8", train: 10, test: 3 });
    expect(describeAs(path).target).toMatchObject({
      classes: 10,
      names: expect.arrayContaining(["airplane", "truck"]),
    });
    writeFileSync(join(path, "batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    expect(describeAs(path).target).toMatchObject({ names: ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] });
  });

  it("reads the fine or the coarse labels of CIFAR-100, from the folder above", () => {
    const path = filled(fillCifar100);
    expect([...load(path, { classes: 100 }).train.targets.values]).toEqual([99, 1]);
    expect([...load(path, { classes: 100, labels: "coarse" }).train.targets.values]).toEqual([19, 0]);
    expect(describeAs(path, { classes: 100 }).target).toEqual({ kind: "class", classes: 100 });
    expect(describeAs(path, { classes: 100, labels: "coarse" }).target).toEqual({ kind: "class", classes: 20 });
    expect(load(path, { classes: 100 }).test.inputs.values[3 * 33]).toBe(pixel(33, 2));
  });

  it("finds CIFAR-10 in the folder that its archive has", () => {
    const path = create();
    mkdirSync(join(path, "cifar-10-batches-bin"));
    fillCifar10(join(path, "cifar-10-batches-bin"));
    expect(load(path).train.count).toBe(10);
  });

  it("has an empty test split without a test file", () => {
    const path = filled(fillCifar10);
    rmSync(join(path, "test_batch.bin"));
    expect(load(path).test.count).toBe(0);
    expect(describeAs(path).test).toBe(0);
  });

  it("is identified by what the files hold, the names included, not by where they are", () => {
    const fingerprint = (path: string) => cifar.fingerprint(withDefaults(path));
    const path = filled(fillCifar10);
    const before = fingerprint(path);
    expect(fingerprint(filled(fillCifar10))).toBe(before);
    writeFileSync(join(path, "batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    expect(fingerprint(path)).not.toBe(before);
  });

  refuseAll(cifar, cifarMutations, create, fillCifar10);
  refuseAll(cifar, cifar100Mutations, create, fillCifar100);
  refuseCuts(cifar, ["data_batch_2.bin", "test_batch.bin"], create, fillCifar10);
});
