import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "@assay/kernels";
import { expect, it } from "vitest";
import type { DatasetDefinition } from "../src/contract.ts";
import { writeFiles } from "./files.ts";
import { resolve } from "./part-schema.ts";

/** One way to spoil a sound folder, and what the error must say. */
export interface Mutation {
  readonly what: string;
  readonly change: (folder: string) => void;
  readonly says: readonly string[];
  /** Beside `path`. */
  readonly options?: object;
}

/** Replaces a file by what `change` makes of its bytes. */
export const edit =
  (file: string, change: (bytes: Buffer) => Uint8Array) =>
  (folder: string): void =>
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file))));

/** Writes a file in place of a sound one, or beside them. */
export const put =
  (file: string, bytes: Uint8Array | string) =>
  (folder: string): void =>
    writeFiles(folder, { [file]: bytes });

/** Removes files, or folders with what is in them. */
export const remove =
  (...files: readonly string[]) =>
  (folder: string): void => {
    for (const file of files) rmSync(join(folder, file), { recursive: true });
  };

/** A folder where a file should be. */
export const folderInstead =
  (file: string) =>
  (folder: string): void => {
    remove(file)(folder);
    mkdirSync(join(folder, file));
  };

/** What a definition throws for a folder, by describing it and, where that finds nothing, by loading it. */
export function thrownFor(registered: object, options: object): unknown {
  const definition = registered as DatasetDefinition<unknown>;
  try {
    const resolved = resolve(definition, options);
    definition.describe(resolved);
    definition.load(resolved);
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Each mutation of a sound folder is one InputError with the words it must have. */
export function refuseAll(
  definition: object,
  mutations: readonly Mutation[],
  create: () => string,
  fill: (folder: string) => void,
): void {
  it.each(mutations)("refuses $what", ({ change, says, options = {} }) => {
    const folder = create();
    fill(folder);
    change(folder);
    const error = thrownFor(definition, { path: folder, ...options });
    expect(error).toBeInstanceOf(InputError);
    for (const words of says) expect(String(error)).toContain(words);
    expect(String(error)).not.toMatch(/undefined|NaN|\[object/);
  });
}

/** A file cut at many offsets is refused at each, by name. */
export function refuseCuts(
  definition: object,
  files: readonly string[],
  create: () => string,
  fill: (folder: string) => void,
): void {
  it.each(files)("refuses %s cut at any of 41 offsets, by name", (file) => {
    const folder = create();
    fill(folder);
    const bytes = readFileSync(join(folder, file));
    for (let i = 0; i < 41; i++) {
      const length = Math.floor((bytes.length * i) / 41);
      writeFileSync(join(folder, file), bytes.subarray(0, length));
      const error = thrownFor(definition, { path: folder });
      expect(error, `${length} of ${bytes.length} bytes`).toBeInstanceOf(InputError);
      expect(String(error)).toContain(file);
    }
  });
}
