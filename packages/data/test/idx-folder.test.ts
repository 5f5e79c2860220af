import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "@assay/kernels";
import { describe, expect, it } from "vitest";
import { datasets } from "../src/index.ts";
import { element, fillIdx, type IdxFill } from "./idx-files.ts";
import { idxMutations } from "./idx-mutations.ts";
import { refuseAll, refuseCuts } from "./mutations.ts";
import { resolve } from "./part-schema.ts";
import { temporaryFolders } from "./temporary.ts";

const { idx } = datasets;
const { create } = temporaryFolders();
const filled = (fill?: IdxFill): string => {
  const path = create();
  fillIdx(path, fill);
  return path;
};
const withDefaults = (path: string, options: object = {}) => resolve(idx, { path, ...options }) as never;
const load = (path: string, options?: object) => idx.load(withDefaults(path, options));
const describeAs = (path: string, options?: object) => idx.describe(withDefaults(path, options));

describe("idx", () => {
  it.each<[string, IdxFill]>([
    ["plain", {}],
    ["packed", { packed: true }],
    ["with a dot in their names", { dot: true }],
    ["with the test split called test", { testName: "test" }],
  ])("reads files that are %s", (_how, fill) => {
    const path = filled(fill);
    const { train, test } = load(path);
    expect([...train.inputs.values]).toEqual(Array.from({ length: 36 }, (_, i) => element(i, false)));
    expect([...test.inputs.values]).toEqual(Array.from({ length: 18 }, (_, i) => element(i, true)));
    expect([...train.targets.values]).toEqual([0, 1, 2, 2, 1, 0]);
    expect([...test.targets.values]).toEqual([2, 0, 1]);
    const target = { kind: "class", classes: 3 };
    expect(describeAs(path)).toEqual({ shape: [2, 3, 1], dtype: "u8", target, train: 6, test: 3 });
  });

  it("reads images of several channels, their last dimension", () => {
    const { train } = load(filled({ image: [2, 2, 3] }));
    expect(train.inputs.shape).toEqual([2, 2, 3]);
    expect([...train.inputs.values.subarray(0, 4)]).toEqual([0, 7, 14, 21]);
  });

  it("makes classes of labels that begin at 1, and names them by their numbers", () => {
    const path = filled({ train: [1, 3, 3, 26], test: [26, 1] });
    expect([...load(path).train.targets.values]).toEqual([0, 1, 1, 2]);
    expect([...load(path).test.targets.values]).toEqual([2, 0]);
    expect(describeAs(path).target).toEqual({ kind: "class", classes: 3, names: ["1", "3", "26"] });
  });

  it("names classes by the option, or by EMNIST's mapping", () => {
    const path = filled({ prefix: "emnist-letters-", train: [1, 2, 1], test: [2] });
    writeFileSync(join(path, "emnist-letters-mapping.txt"), "1 65 97\r\n2 66 98\r\n3 67 99\r\n");
    expect(describeAs(path).target).toMatchObject({ names: ["Aa", "Bb"] });
    expect(describeAs(path, { class_names: ["first", "second"] }).target).toMatchObject({ names: ["first", "second"] });
  });

  it("exchanges rows and columns of EMNIST's images, and of others where asked", () => {
    const path = filled({ prefix: "emnist-letters-" });
    const { shape, values } = load(path).train.inputs;
    expect(shape).toEqual([3, 2, 1]);
    // [[0, 7, 14], [21, 28, 35]] becomes [[0, 21], [7, 28], [14, 35]].
    expect([...values.subarray(0, 6)]).toEqual([0, 21, 7, 28, 14, 35]);
    expect(load(path, { transpose: false }).train.inputs.shape).toEqual([2, 3, 1]);
    expect(load(filled(), { transpose: true }).train.inputs.values.slice(0, 6)).toEqual(values.slice(0, 6));
    const colour = load(filled({ image: [1, 2, 2] }), { transpose: true }).train.inputs;
    expect([colour.shape, [...colour.values.subarray(0, 4)]]).toEqual([
      [2, 1, 2],
      [0, 7, 14, 21],
    ]);
  });

  it("reads the dataset that is chosen where a folder holds several", () => {
    const path = filled({ prefix: "emnist-letters-", train: [1, 2], test: [1] });
    fillIdx(path, { prefix: "emnist-digits-" });
    expect(load(path, { prefix: "emnist-letters-" }).train.count).toBe(2);
    expect(load(path, { prefix: "emnist-digits-" }).train.count).toBe(6);
  });

  it("has an empty test split without files of one, or a share of the training split", () => {
    const path = filled({ test: null });
    expect(load(path).test.count).toBe(0);
    expect(describeAs(path, { test: 0.5 })).toMatchObject({ train: 3, test: 3 });
    const { train, test } = load(path, { test: 0.5 });
    expect([train.count, test.count]).toEqual([3, 3]);
    expect([...test.targets.values].sort()).toEqual([0, 1, 2]);
  });

  it("is identified by what the files hold, and by whether they are transposed, not by where they are", () => {
    const path = filled({ prefix: "emnist-letters-" });
    const fingerprint = (folder: string, options?: object) => idx.fingerprint(withDefaults(folder, options));
    expect(fingerprint(filled({ prefix: "emnist-digits-" }))).toBe(fingerprint(path));
    expect(fingerprint(filled())).not.toBe(fingerprint(path));
    expect(fingerprint(filled(), { transpose: true })).toBe(fingerprint(path));
    expect(fingerprint(filled({ train: [0, 1, 2, 2, 1, 1] }))).not.toBe(fingerprint(filled()));
  });

  it("reads the unpacked of two files", () => {
    const path = filled();
    fillIdx(path, { packed: true, train: [1, 0] });
    expect(load(path).train.count).toBe(6);
  });

  it("refuses a folder that is none, or not there", () => {
    const path = filled();
    expect(() => load(join(path, "train-images-idx3-ubyte"))).toThrow("must be a folder, it is a file");
    renameSync(path, `${path}-moved`);
    expect(() => load(path)).toThrow(InputError);
    expect(() => load(path)).toThrow("there is no such file or folder");
    rmSync(`${path}-moved`, { recursive: true });
  });

  refuseAll(idx, idxMutations, create, fillIdx);
  refuseCuts(idx, ["train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"], create, fillIdx);
  refuseCuts(idx, ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"], create, (folder) =>
    fillIdx(folder, { packed: true }),
  );
});
