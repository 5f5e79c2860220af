import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DatasetDefinition, fingerprintOf } from "@assay/data";
import { createFileOrigin, createSpecLoader, type PartSpec, parseYaml } from "@assay/experiment";
import { listRuns } from "@assay/runs";
import * as training from "@assay/training";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Context } from "../../src/commands/context.ts";
import type { Trainer } from "../../src/commands/services.ts";
import { trainSpec } from "../../src/commands/train-spec.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-data-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const COUNT = 60;
const TEXT = `name: folder
data: { dataset: bytes }
architecture: [flatten, { type: linear, out_features: 2 }]
optimizer: { type: sgd, lr: 0.1 }
training: { epochs: 1, batch_size: 20 }
`;

/** Images of 2×2 bytes with one label each, from two files of a folder: what any dataset of files is. */
function bytes(): DatasetDefinition<PartSpec> {
  const [images, labels] = ["images", "labels"].map((name) => join(folder, name)) as [string, string];
  const split = () => ({
    count: COUNT,
    inputs: { dtype: "u8", shape: [2, 2, 1], values: Uint8Array.from(readFileSync(images)) } as const,
    targets: { dtype: "u8", shape: [], values: Uint8Array.from(readFileSync(labels)) } as const,
  });
  return {
    schema: { type: "object", additionalProperties: false, properties: {} },
    describe: () => ({
      ...{ shape: [2, 2, 1], dtype: "u8", target: { kind: "class", classes: 2 } },
      ...{ train: COUNT, test: COUNT },
    }),
    fingerprint: () => fingerprintOf([images, labels], join(folder, "cache")),
    load: () => ({ name: "bytes", train: split(), test: split() }),
  };
}

function run() {
  const catalogue = { ...training.registries, datasets: { mnist: bytes(), bytes: bytes() } };
  const source = { tree: parseYaml(createFileOrigin("folder.yaml", TEXT)), file: "folder.yaml", source: TEXT };
  const loaded = createSpecLoader(catalogue).resolve(source, []);
  const trainer = { ...training, prepare: (spec: typeof loaded) => training.prepare(spec, catalogue) };
  const context = {
    clock: { now: () => new Date(0), seconds: () => 0 },
    services: { versions: async () => ({ assay: "0", numerics: "0" }), reports: () => import("@assay/reports") },
  } as unknown as Context;
  const job = {
    ...{ trainer: trainer as unknown as Trainer, loaded, prepared: trainer.prepare(loaded) },
    ...{
      results: join(folder, "results"),
      threads: 1,
      numerics: "fused" as const,
      force: false,
      revectorize: false,
      listeners: [],
    },
    ...{ signal: new AbortController().signal, since: 0 },
  } as const;
  return trainSpec(job, context);
}

test("labels that change behind the same folder are trained again, and never taken for what is there already", async () => {
  writeFileSync(
    join(folder, "images"),
    Uint8Array.from({ length: 4 * COUNT }, (_, i) => (i * 37) % 256),
  );
  writeFileSync(
    join(folder, "labels"),
    Uint8Array.from({ length: COUNT }, (_, i) => i % 2),
  );
  const first = await run();
  expect(first.found).toBe(false);
  expect((await run()).found, "the same files: the same run").toBe(true);

  writeFileSync(
    join(folder, "labels"),
    Uint8Array.from({ length: COUNT }, (_, i) => (i < COUNT / 2 ? 1 : 0)),
  );
  const changed = await run();
  expect(changed.found).toBe(false);
  expect(changed.record.run).not.toBe(first.record.run);
  expect(changed.record.hashes.spec).toBe(first.record.hashes.spec);
  expect(changed.record.hashes.data).not.toBe(first.record.hashes.data);
  expect(changed.record.hashes.final_weights).not.toBe(first.record.hashes.final_weights);
  expect(listRuns(join(folder, "results"))).toHaveLength(2);
});
