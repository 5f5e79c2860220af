import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeSafetensors, readRun, readSafetensors, type StoredRun } from "@assay/runs/store";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../runs/test/sample-runs.ts";
import { readModel } from "../src/index.ts";
import { recordRun } from "./record-run.ts";

const SPEC = `name: small
data: { dataset: { type: synthetic, kind: xor, examples: 40 }, validation: 0.2 }
architecture: [{ type: linear, out_features: 3 }, batch_norm, tanh, { type: linear, out_features: 2 }]
optimizer: { type: sgd, lr: 0.1 }
training: { epochs: 1, batch_size: 8 }
`;

async function small(): Promise<StoredRun> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "small.yaml"), SPEC);
  return recordRun(join(folder, "small.yaml"), [], join(folder, "results"));
}

/** Reads a run one of whose files was changed. */
const changed = (run: StoredRun, file: string, change: (text: string) => string | Uint8Array) => {
  const path = join(run.record.path, file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
  return () => readModel(readRun(run.record.path));
};

test("a model has the tensors of its run, layer by layer", async () => {
  const run = await small();
  const { stages, name, seed, run: label, spec, description } = readModel(run);
  const { hashes, run: recorded } = run.record;
  expect({ name, seed, label, spec }).toEqual({ name: "small", seed: 0, label: recorded, spec: hashes.spec });
  expect(description).toMatchObject({ input: { shape: [2], dtype: "f32" }, outputs: "logits" });
  expect(stages.map(({ path, type, tensors }) => `${path} ${type} ${Object.keys(tensors).join(" ")}`)).toEqual([
    "0 linear weight bias",
    "1 batch_norm weight bias running_mean running_var",
    "2 tanh ",
    "3 linear weight bias",
  ]);
  const { tensors } = readSafetensors(join(run.record.path, "model.safetensors"));
  const found = stages.flatMap((stage) => Object.values(stage.tensors));
  expect(found.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
    tensors.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  );
});

describe("what does not fit together is refused in words", () => {
  const OTHER = [{ name: "0.weight", shape: [1], values: new Float32Array(1) }];
  test.each([
    ["resolved.yaml", () => "architecture: [", /resolved\.yaml does not hold a spec$/],
    [
      "resolved.yaml",
      () => "architecture: [1]\ndata: {}",
      /resolved\.yaml cannot be built: .*unknown layer "undefined"/,
    ],
    ["resolved.yaml", () => "architecture: [~]\ndata: {}", /resolved\.yaml cannot be built: /],
    [
      "resolved.yaml",
      (text: string) => text.replace("out_features: 3", "out_features: 4"),
      /the spec's "0\.weight" is \[2, 4\]; model\.safetensors has \[2, 3\]$/,
    ],
    [
      "resolved.yaml",
      (text: string) => text.replace("type: tanh", "type: hopscotch"),
      /resolved\.yaml cannot be built: .*unknown layer "hopscotch"/,
    ],
    [
      "resolved.yaml",
      (text: string) => text.replace("type: batch_norm", "type: relu"),
      /has "1\.\w+", the spec has not$/,
    ],
    [
      "model.safetensors",
      () => encodeSafetensors({ tensors: OTHER, metadata: {} }),
      /the spec's "0\.weight" is \[2, 3\]; model\.safetensors has \[1\]$/,
    ],
    ["model.json", (text: string) => text.replace('"outputs"', '"output"'), /model\.json: "outputs" is missing$/],
  ] as const)("%s, %#", async (file, change, says) => {
    const run = await small();
    expect(changed(run, file, change)).toThrow(says);
    expect(changed(run, file, (text) => text)).toThrow(expect.objectContaining({ name: "ResultError" }));
  });

  test.each([
    ["completed", "model.safetensors is missing; train it again with --force"],
    ["interrupted", "it was interrupted after epoch 1; train it again"],
    ["failed", "it was ended by an error after epoch 1; train it again"],
    ["diverged", "it diverged at step 7; use a smaller lr"],
    ["running", "it is still being trained"],
  ] as const)("a run without a model, %s", async (status, reason) => {
    const { record, ...run } = await small();
    rmSync(join(record.path, "model.safetensors"));
    const divergence = { step: 7, epoch: 1, tensor: "0.weight" };
    const stored = { ...run, record: { ...record, status, ...(status === "diverged" && { divergence }) } };
    expect(() => readModel(stored)).toThrow(`[export/model] ${record.run} has no model: ${reason}`);
  });
});
