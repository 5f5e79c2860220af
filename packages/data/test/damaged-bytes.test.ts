import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError, stream } from "@assay/kernels";
import { describe, expect, it } from "vitest";
import type { DatasetDefinition } from "../src/contract.ts";
import { datasets } from "../src/index.ts";
import { fillCifar10 } from "./cifar-files.ts";
import { writeFiles } from "./files.ts";
import { fillIdx } from "./idx-files.ts";
import { fillImages, flatJpeg } from "./image-files.ts";
import { resolve } from "./part-schema.ts";
import { temporaryFolders } from "./temporary.ts";

const { create } = temporaryFolders();

/** Ways to damage a file at a random place. */
const WAYS: Readonly<Record<string, (bytes: Buffer, at: number) => Uint8Array>> = {
  "cut off": (bytes, at) => bytes.subarray(0, at),
  "a byte more": (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.of(0x41), bytes.subarray(at)]),
  "a byte less": (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  "a byte-order mark": (bytes) => Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bytes]),
  "another byte": (bytes, at) => Buffer.from(bytes).fill((bytes[at] as number) ^ 0x55, at, at + 1),
  zeros: (bytes, at) => Buffer.from(bytes).fill(0, at, Math.min(at + 20, bytes.length)),
};

/** What has no checksum shows another value where a value stood: the form is still right. */
const OF_FORM = ["cut off", "a byte more", "a byte less", "a byte-order mark"];

const KINDS: readonly (readonly [
  kind: string,
  definition: object,
  fill: (folder: string) => void,
  options: object,
  alwaysFound: readonly string[],
])[] = [
  ["IDX", datasets.idx, fillIdx, {}, OF_FORM],
  ["IDX, packed", datasets.idx, (folder) => fillIdx(folder, { packed: true }), {}, ["cut off", "a byte-order mark"]],
  ["CIFAR-10", datasets.cifar, fillCifar10, {}, OF_FORM],
  ["PNG", datasets.image_folder, fillImages, {}, Object.keys(WAYS)],
  [
    "JPEG",
    datasets.image_folder,
    (folder) =>
      writeFiles(
        folder,
        Object.fromEntries(["a/1", "a/2", "b/1", "b/2"].map((name, i) => [`${name}.jpg`, flatJpeg([i * 50, 90, 30])])),
      ),
    { test: 0.5 },
    ["cut off", "a byte-order mark"],
  ],
];

describe("a file damaged at a random byte is read, or refused by its name, before anything is made of it", () => {
  describe.each(KINDS)("%s", (_kind, registered, fill, options, alwaysFound) => {
    it.each(Object.entries(WAYS))("%s", (way, damage) => {
      const definition = registered as DatasetDefinition<unknown>;
      const folder = create();
      fill(folder);
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
        .map((name) => join(folder, name))
        .filter((path) => statSync(path).isFile())
        .sort();
      const resolved = resolve(definition, { path: folder, ...options });
      const random = stream(1, `damage/${way}`);
      for (let i = 0; i < 10; i++) {
        const file = files[Math.floor(random() * files.length)] as string;
        const sound = readFileSync(file);
        const at = Math.floor(random() * sound.length);
        writeFileSync(file, damage(sound, at));
        let error: unknown;
        try {
          definition.describe(resolved);
          definition.load(resolved);
        } catch (thrown) {
          error = thrown;
        }
        const about = `${basename(file)} at ${at} of ${sound.length}: ${error}`;
        if (error !== undefined || alwaysFound.includes(way)) {
          expect(error, about).toBeInstanceOf(InputError);
          expect(String(error), about).toContain(basename(file));
          expect(String(error), about).not.toMatch(/undefined|NaN|\[object/);
        }
        writeFileSync(file, sound);
      }
    });
  });
});
