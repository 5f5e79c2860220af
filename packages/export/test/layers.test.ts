import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sizeOf } from "@assay/kernels";
import { layers } from "@assay/layers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formOf } from "../src/form-of.ts";
import { pythonText, toOnnx, toSafetensors, toTorch } from "../src/index.ts";
import { forms } from "../src/layers/registry.ts";
import { cases } from "./cases.ts";
import { engineOutputs, rearranged } from "./engine-outputs.ts";
import { hasRuntime, runOnnx, withRuntime } from "./onnxruntime.ts";
import { needs, python } from "./python.ts";
import { randomInputs, randomModel, randomTensors, typesOf } from "./random-model.ts";

const BATCH = 3;
const TOLERANCE = 1e-4;
const torch = needs("torch");
const onnx = needs("onnx");

const folder = mkdtempSync(join(tmpdir(), "assay-export-"));
afterAll(() => rmSync(folder, { recursive: true }));

const made = Object.entries(cases).map(([title, item], i) => {
  const model = randomModel(item);
  const inputs = randomInputs(item, BATCH);
  const dims = item.input.length === 3 ? [2, 0, 1].map((axis) => item.input[axis] as number) : item.input;
  return { title, item, model, name: `case${i}`, inputs, dims: [BATCH, ...dims] };
});
type Made = (typeof made)[number];

/** The reference, and what another engine gave, in Assay's order; the same within 1e-4 × max(1, the largest output). */
async function expectSame({ item, model, inputs }: Made, given: Float32Array): Promise<void> {
  const expected = await engineOutputs(item.architecture, model.description, randomTensors(item), inputs);
  const output = model.stages.at(-1)?.output ?? item.input;
  const found = rearranged(given, output, "channels last");
  expect(found.length).toBe(expected.length);
  expect(expected.length).toBe(BATCH * sizeOf(output));
  const scale = Math.max(1, ...expected.map(Math.abs));
  expect(Math.max(...found.map((value, i) => Math.abs(value - (expected[i] as number))))).toBeLessThan(
    TOLERANCE * scale,
  );
}

test("every registered layer has a form, and a case for it", () => {
  const without = Object.keys(layers).filter((type) => !Object.hasOwn(forms, type));
  expect(
    without,
    "registered without a form: one file in packages/export/src/layers, one line in its registry.ts",
  ).toEqual([]);
  const tested = new Set(Object.values(cases).flatMap(({ architecture }) => typesOf(architecture)));
  const missing = Object.entries(forms).flatMap(([type, form]) =>
    "refused" in form || tested.has(type) ? [] : [type],
  );
  expect(missing, "a form without a case: add one to `cases` in packages/export/test/cases.ts").toEqual([]);
});

test("a layer that cannot be exported is refused by name, with the reason where one is given", () => {
  expect(() => formOf({ path: "1.body.0", type: "hopscotch" })).toThrow(
    "[export/layers] layer 1.body.0 (hopscotch) cannot be exported to ONNX or PyTorch; those that can: linear, conv2d,",
  );
  const table = { relu: forms.relu, hopscotch: { refused: "it jumps" } };
  expect(() => formOf({ path: "2", type: "hopscotch" }, table)).toThrow(
    "[export/layers] layer 2 (hopscotch) cannot be exported to ONNX or PyTorch: it jumps; those that can: relu",
  );
});

describe.skipIf(!onnx.found)(onnx.title("onnx.checker"), () => {
  test("accepts the file of every case, and finds a batch of any size", () => {
    for (const { model, name } of made) writeFileSync(join(folder, `${name}.onnx`), toOnnx(model));
    const said = JSON.parse(python("check_onnx.py", folder));
    expect(Object.keys(said).length).toBe(made.length);
    for (const { name, dims, model } of made) {
      expect(said[`${name}.onnx`]).toMatchObject({
        opset: [17],
        inputs: [["batch", ...dims.slice(1)]],
        outputs: ["output"],
        metadata: { run: model.run, spec_sha256: model.spec },
      });
    }
  });
});

describe("onnxruntime", () => {
  test.skipIf(!hasRuntime).each(made)(
    withRuntime("$title: the kernels' outputs within 1e-4 × max(1, the largest)"),
    async (item) => {
      const { model, inputs, dims } = item;
      const { data, name } = await runOnnx(toOnnx(model), rearranged(inputs, item.item.input, "channels first"), dims);
      expect(name).toBe("output");
      await expectSame(item, data);
    },
  );
});

describe.each(["safetensors", "torch"] as const)("PyTorch, %s and the printed Python", (format) => {
  const ending = format === "torch" ? "pt" : "safetensors";
  const write = format === "torch" ? toTorch : toSafetensors;
  beforeAll(() => {
    if (!torch.found) return;
    for (const { model, name, inputs, item } of made) {
      const file = `${name}.${ending}`;
      writeFileSync(join(folder, file), write(model));
      writeFileSync(join(folder, `${name}.py`), pythonText(model, file, format));
      writeFileSync(
        join(folder, `${name}.bin`),
        new Uint8Array(rearranged(inputs, item.input, "channels first").buffer),
      );
    }
    writeFileSync(
      join(folder, "input.json"),
      JSON.stringify(Object.fromEntries(made.map(({ name, dims }) => [name, dims]))),
    );
    python("run_torch.py", folder);
  }, 60_000);
  test.skipIf(!torch.found).each(made)(
    torch.title("$title: the kernels' outputs within 1e-4 × max(1, the largest)"),
    async (item) => {
      const bytes = readFileSync(join(folder, `${item.name}.out`));
      await expectSame(item, new Float32Array(new Uint8Array(bytes).buffer));
    },
  );
});

test("the same model gives the same bytes", () => {
  const item = cases.concat as (typeof cases)[string];
  for (const write of [toOnnx, toSafetensors, toTorch]) {
    expect(Buffer.compare(write(randomModel(item)), write(randomModel(item)))).toBe(0);
  }
});
