import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "@assay/kernels";
import { describe, expect, it } from "vitest";
import { readMnist } from "../src/datasets/mnist.ts";
import { datasets } from "../src/index.ts";
import { type Damage, fillWithDamage, MNIST_SOURCE } from "./mnist-folder.ts";

/** Runs `check` on a folder of the real files in which one is damaged. */
function withDamage(name: string, damage: Damage, check: (folder: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), "assay-mnist-"));
  try {
    fillWithDamage(folder, name, damage);
    check(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("mnist", () => {
  const data = datasets.mnist.load({});

  it("is the published data: counts, hash, and the class frequencies and first labels known for it", () => {
    expect(datasets.mnist.fingerprint({})).toBe("ca679089cd9dd461d7b26e36e51216fc71f9271f8082e09656a7c1d29a50483b");
    expect([data.train.inputs.values.length, data.test.inputs.values.length]).toEqual([60000 * 784, 10000 * 784]);
    expect([data.train.targets.values.length, data.test.targets.values.length]).toEqual([60000, 10000]);
    const frequencies = new Array(10).fill(0);
    for (const label of data.train.targets.values) frequencies[label]++;
    expect(frequencies).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect([...data.train.targets.values.subarray(0, 8)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3]);
    expect([...data.test.targets.values.subarray(0, 4)]).toEqual([7, 2, 1, 0]);
  });

  it.each<[string, string, Damage, string]>([
    ["a missing file", "t10k-labels-idx1-ubyte", () => undefined, "there is no such file or folder"],
    [
      "a cut header",
      "t10k-images-idx3-ubyte",
      (b) => b.subarray(0, 9),
      "fill bytes 4 to 15, but the file ends at byte 9",
    ],
    ["a cut last image", "t10k-images-idx3-ubyte", (b) => b.subarray(0, -1), "truncated: 10000 × 28 × 28 elements"],
    [
      "the images' magic on labels",
      "t10k-labels-idx1-ubyte",
      (b) => b.fill(3, 3, 4),
      "must be 0x00000801, got 0x00000803",
    ],
    [
      "another number of labels, header and all",
      "train-labels-idx1-ubyte",
      (b) => Buffer.concat([Buffer.from([0, 0, 8, 1, 0, 0, 0, 5]), b.subarray(8, 13)]),
      "must hold 60000 bytes, got 5",
    ],
    [
      "a label out of range",
      "t10k-labels-idx1-ubyte",
      (b) => b.fill(10, 8 + 1234, 8 + 1235),
      "label 1234 must be in 0 … 9, got 10",
    ],
    ["one flipped bit of an image", "t10k-images-idx3-ubyte", (b) => b.fill(1, 5000, 5001), "SHA-256 must be 0fa7898d"],
    [
      "two exchanged labels",
      "t10k-labels-idx1-ubyte",
      (b) => b.fill(2, 8, 9).fill(7, 9, 10),
      "SHA-256 must be ff7bcfd4",
    ],
  ])("refuses %s, naming the file", (_case, name, damage, message) => {
    withDamage(name, damage, (folder) => {
      let error: unknown;
      try {
        readMnist(folder);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(InputError);
      expect(String(error)).toContain(`[data/mnist] ${name}: `);
      expect(String(error)).toContain(message);
    });
  });

  it("reads a sound copy in another folder as the same data", () => {
    withDamage(
      "t10k-labels-idx1-ubyte",
      () => undefined,
      (folder) => {
        copyFileSync(join(MNIST_SOURCE, "t10k-labels-idx1-ubyte"), join(folder, "t10k-labels-idx1-ubyte"));
        expect(readMnist(folder).test.targets).toEqual(data.test.targets);
      },
    );
  });
});
