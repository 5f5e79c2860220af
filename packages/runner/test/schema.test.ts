import { compileSchema, nearestWord, specSchema } from "@assay/experiment";
import { editorSchema } from "@assay/experiment/editor";
import { sweepEditorSchema } from "@assay/sweeps/editor";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parts } from "../../experiment/test/parts.ts";

const whole = {
  name: "a",
  architecture: [{ type: "linear", out_features: 1 }],
  optimizer: { type: "adam", lr: 1 },
  training: { epochs: 1 },
};
const withRelu = { ...whole, architecture: ["relu"] };
const withLinear = { ...whole, architecture: ["linear"] };

describe("the schema of a spec", () => {
  it("for validation knows objects only, and fills defaults in", () => {
    const validate = compileSchema(specSchema(parts));
    const data = structuredClone(whole);
    expect(validate(data)).toBe(true);
    expect(data).toMatchObject({
      loss: { type: "cross_entropy", label_smoothing: 0 },
      architecture: [{ init: { a: 0 } }],
    });
    expect(validate(structuredClone(withRelu))).toBe(false);
  });

  it("for editors knows bare strings of parts that need no options, and no word of Ajv's own", () => {
    const schema = editorSchema(parts);
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(validate(whole)).toBe(true);
    expect(validate(withRelu)).toBe(true);
    expect(validate(withLinear)).toBe(false);
    expect(JSON.stringify(schema)).not.toContain("discriminator");
  });

  it("leaves the parts' own schemas as they are", () => {
    const before = JSON.stringify(parts);
    specSchema(parts);
    editorSchema(parts);
    expect(JSON.stringify(parts)).toBe(before);
  });

  it("of a sweep completes an inline spec, and lets parameters supply its keys", () => {
    const validate = new Ajv({ strict: false }).compile(sweepEditorSchema(parts));
    const parameters = { "optimizer.lr": { values: [1] } };
    expect(validate({ experiment: { name: "a" }, parameters })).toBe(true);
    expect(validate({ experiment: "./a.yaml", parameters })).toBe(true);
    expect(validate({ experiment: { nme: "a" }, parameters })).toBe(false);
  });
});

describe("the nearest word", () => {
  it.each([
    ["lrr", "lr"],
    ["batchNorm", "batch_norm"],
    ["max-pool2d", "max_pool2d"],
    ["seed_", "seed"],
    ["sede", "seed"],
    ["warm", "warmup_epochs"],
    ["zzz", undefined],
    ["", undefined],
  ])("to %j is %j", (word, expected) => {
    expect(nearestWord(word, ["lr", "seed", "batch_norm", "max_pool2d", "warmup_epochs"])).toBe(expected);
  });
});
