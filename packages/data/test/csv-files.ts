import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import type { Dataset, DatasetDescription, Split } from "../src/contract.ts";
import { csv } from "../src/datasets/csv.ts";
import { resolve } from "./part-schema.ts";

/** A folder for the CSV files of a test. */
export interface CsvFiles {
  /** Writes a file and returns its path. */
  write(name: string, content: string | Uint8Array): string;
  /** Reads a file of this content, as options in a spec would have it. */
  read(content: string | Uint8Array, options: object): Read;
  remove(): void;
}

export interface Read {
  readonly description: DatasetDescription;
  readonly train: Split;
  readonly test: Split;
}

/** Digests of files are kept in the user's cache: those of a test in its own folder. */
export function createCsvFiles(): CsvFiles {
  const folder = mkdtempSync(join(tmpdir(), "assay-csv-"));
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  return {
    write,
    read(content, options) {
      const complete = resolve(csv, { path: write("data.csv", content), ...options }) as never;
      const data: Dataset = csv.load(complete);
      return { description: csv.describe(complete), train: data.train, test: data.test };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The inputs of a split, row by row. */
export function rowsOf({ count, inputs }: Split): number[][] {
  const width = inputs.shape[0] as number;
  return Array.from({ length: count }, (_, i) => [...inputs.values.subarray(i * width, (i + 1) * width)]);
}
