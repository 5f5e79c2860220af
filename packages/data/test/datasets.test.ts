import { InputError, sizeOf } from "@assay/kernels";
import { describe, expect, it } from "vitest";
import type { Column, Dataset, DatasetDefinition, Split } from "../src/contract.ts";
import { datasets, sha256 } from "../src/index.ts";
import { type DatasetCase, datasetCases } from "./cases.ts";
import { checkSchema, demandCases, resolve } from "./part-schema.ts";
import { temporaryFolders } from "./temporary.ts";

const ARRAYS = { u8: Uint8Array, f32: Float32Array, i32: Int32Array } as const;
const SPLITS = ["train", "test"] as const;
const { create } = temporaryFolders();
const cases: Readonly<Record<string, readonly DatasetCase[]>> = datasetCases;

const digestOf = ({ values }: Column): string =>
  sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
const digestsOf = ({ train, test }: Dataset): string[] =>
  [train, test].flatMap(({ inputs, targets }) => [digestOf(inputs), digestOf(targets)]);

function expectRows({ count }: Split, { dtype, shape, values, missing }: Column): void {
  expect(values).toBeInstanceOf(ARRAYS[dtype]);
  expect(values.length).toBe(count * sizeOf(shape));
  if (!(values instanceof Float32Array)) return;
  const isAllowed = (value: number) => Number.isFinite(value) || (missing === "mean" && Number.isNaN(value));
  expect(values.findIndex((value) => !isAllowed(value))).toBe(-1);
}

describe.each(Object.entries(datasets as Readonly<Record<string, DatasetDefinition>>))("%s", (name, registered) => {
  const definition = registered as DatasetDefinition<unknown>;
  const own = cases[name] ?? [];
  demandCases("dataset", name, "datasetCases", own);
  checkSchema(definition);

  const named = own.map((one) => ({ ...one, title: one.what ?? JSON.stringify(one.options) }));
  describe.each(named)("$title", ({ options: given, damages = [] }) => {
    let filled: object | undefined = typeof given === "function" ? undefined : given;
    const options = (): unknown => {
      filled ??= (given as (folder: string) => object)(create());
      return resolve(definition, filled);
    };
    let loaded: Dataset | undefined;
    const data = (): Dataset => {
      loaded ??= definition.load(options());
      return loaded;
    };

    // The first of the tests, so that nothing has been loaded yet.
    it("has a fingerprint of 64 hex digits, without being loaded, and the same after a load", () => {
      const fingerprint = definition.fingerprint(options());
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
      data();
      expect(definition.fingerprint(options())).toBe(fingerprint);
    });

    it("is described as it is loaded: name, counts, shapes, types, and as many values as they say", () => {
      const { shape, dtype, target, ...counts } = definition.describe(options());
      expect(data().name).toBe(name);
      expect(counts.train).toBeGreaterThan(0);
      for (const split of SPLITS) {
        const { count, inputs, targets } = data()[split];
        expect(count, split).toBe(counts[split]);
        expect({ dtype: inputs.dtype, shape: inputs.shape }).toEqual({ dtype, shape });
        expect(targets.shape).toEqual(target.kind === "class" ? [] : [target.size]);
        expect(target.kind === "class" ? ["u8", "i32"] : ["f32"]).toContain(targets.dtype);
        expectRows(data()[split], inputs);
        expectRows(data()[split], targets);
      }
    });

    it("has labels of its classes alone, and a name for each class or none", () => {
      const { target } = definition.describe(options());
      if (target.kind !== "class") return;
      if (target.names) expect(target.names).toHaveLength(target.classes);
      for (const split of SPLITS) {
        const { values } = data()[split].targets;
        expect(
          values.findIndex((label) => label < 0 || label >= target.classes),
          split,
        ).toBe(-1);
      }
    });

    it("has at least the share of zeros that its description gives, in either split", () => {
      const { zeros = 0 } = definition.describe(options());
      expect(zeros).toBeGreaterThanOrEqual(0);
      for (const split of SPLITS) {
        const { values } = data()[split].inputs;
        let count = 0;
        for (const value of values) count += value === 0 ? 1 : 0;
        expect(count, split).toBeGreaterThanOrEqual(zeros * values.length);
      }
    });

    it("gives the same data at a second load", () => {
      expect(digestsOf(definition.load(options()))).toEqual(digestsOf(data()));
    });

    it.each(damages)("refuses $what of $file, by name", ({ file, read }) => {
      const error = thrownBy(() => read(create()));
      expect(error).toBeInstanceOf(InputError);
      expect(String(error)).toContain(file);
    });
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
