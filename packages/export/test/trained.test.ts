/** Runs as the trainer leaves them, exported, on images that they have not seen. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { datasets } from "@assay/data";
import { readSafetensors, type StoredRun } from "@assay/runs/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Exported, exportRun, readModel } from "../src/index.ts";
import { engineOutputs } from "./engine-outputs.ts";
import { hasRuntime, runOnnx, withRuntime } from "./onnxruntime.ts";
import { needs, python } from "./python.ts";
import { recordRun } from "./record-run.ts";

const IMAGES = 1000;
const CLASSES = 10;
const TOLERANCE = 1e-4;
const torch = needs("torch");
const onnx = needs("onnx");
const specs = {
  "cnn-adam, 150 steps, with an average of the weights": {
    file: fileURLToPath(new URL("../../../experiments/cnn-adam.yaml", import.meta.url)),
    set: ["data.validation=0", "training={steps: 150, batch_size: 64, ema: {decay: 0.9}}", "lr_schedule=constant"],
  },
  "a net with every kind of branch": {
    file: fileURLToPath(new URL("../../training/test/tiny.yaml", import.meta.url)),
    set: [],
  },
};

// One channel: a row of pixels is the same in both layouts.
const pixels = Float32Array.from((datasets.mnist.load({}).test.inputs.values as Uint8Array).subarray(0, IMAGES * 784));

describe.each(Object.entries(specs))("%s", (_, { file, set }) => {
  const folder = mkdtempSync(join(tmpdir(), "assay-export-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  let run: StoredRun;
  let expected: Float32Array;
  beforeAll(async () => {
    run = await recordRun(file, set, folder);
    const { stages, description } = readModel(run);
    const { tensors } = readSafetensors(join(run.record.path, "model.safetensors"));
    const architecture = stages.map(({ options }) => options);
    expected = await engineOutputs(architecture, description, tensors, pixels);
  }, 60_000);

  /** The logits are the kernels', and what follows from them is what the run has predicted. */
  function check(logits: Float32Array): void {
    expect(logits.length).toBe(IMAGES * CLASSES);
    expect(Math.max(...logits.map((value, i) => Math.abs(value - (expected[i] as number))))).toBeLessThan(TOLERANCE);
    const predictions = readFileSync(join(run.record.path, "predictions.csv"), "utf8").trim().split("\n");
    let [sameClass, furthest] = [0, 0];
    for (let image = 0; image < IMAGES; image++) {
      const [, , predicted, probability] = (predictions[image + 1] as string).split(",").map(Number);
      const row = logits.subarray(image * CLASSES, (image + 1) * CLASSES);
      const best = Math.max(...row);
      sameClass += row.indexOf(best) === predicted ? 1 : 0;
      const share = 1 / row.reduce((sum, value) => sum + Math.exp(value - best), 0);
      furthest = Math.max(furthest, Math.abs(share - (probability as number)));
    }
    expect(sameClass).toBe(IMAGES);
    expect(furthest).toBeLessThan(TOLERANCE);
  }

  test.skipIf(!hasRuntime)(
    withRuntime("ONNX in onnxruntime: logits within 1e-4 of the kernels', the run's own top-1 on 1,000 test images"),
    async () => {
      const { file: path } = exportRun(run, "onnx", folder);
      const { data, name, dims } = await runOnnx(readFileSync(path), pixels, [IMAGES, 1, 28, 28]);
      expect({ name, dims }).toEqual({ name: "logits", dims: [IMAGES, CLASSES] });
      check(data);
    },
  );

  test.skipIf(!onnx.found)(onnx.title("onnx.checker accepts the file, which says what it is"), () => {
    const { file: path } = exportRun(run, "onnx", folder);
    const { metadata, inputs } = JSON.parse(python("check_onnx.py", folder))[basename(path)];
    expect(inputs).toEqual([["batch", 1, 28, 28]]);
    expect(metadata).toMatchObject({ run: run.record.run, spec_sha256: run.record.hashes.spec });
    expect(JSON.parse(metadata.class_names)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect(metadata.preprocessing).toBe(
      "input: float32 [batch, 1, 28, 28]: pixel values from 0 to 255. The graph normalizes it itself (standardize): nothing is to be done before.",
    );
  });

  test.skipIf(!torch.found).each(["safetensors", "torch"] as const)(
    torch.title("%s in PyTorch: logits within 1e-4 of the kernels', the run's own top-1 on 1,000 test images"),
    (format) => {
      const { python: text } = exportRun(
        run,
        format,
        join(folder, format === "torch" ? "model.pt" : "model.safetensors"),
      ) as Exported & { python: string };
      writeFileSync(join(folder, "model.py"), text);
      writeFileSync(join(folder, "model.bin"), new Uint8Array(pixels.buffer));
      writeFileSync(join(folder, "input.json"), JSON.stringify({ model: [IMAGES, 1, 28, 28] }));
      python("run_torch.py", folder);
      check(new Float32Array(new Uint8Array(readFileSync(join(folder, "model.out"))).buffer));
    },
  );
});
