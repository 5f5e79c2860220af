/** `export`, as a user calls it. What the files hold is tested in the package that writes them. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ASSAY, finish } from "./processes.ts";

const SPEC = `name: spirals
seed: 3
data: { dataset: { type: synthetic, kind: spirals, examples: 60 }, validation: 0.2 }
architecture: [{ type: linear, out_features: 4 }, tanh, { type: linear, out_features: 2 }]
optimizer: { type: sgd, lr: 0.1 }
training: { epochs: 2, batch_size: 12 }
`;

const folder = mkdtempSync(join(tmpdir(), "assay-"));
afterAll(() => rmSync(folder, { recursive: true }));
const exported = (...args: string[]) => finish(ASSAY, folder, ["export", ...args]);

beforeAll(() => {
  writeFileSync(join(folder, "spirals.yaml"), SPEC);
  const { status, stderr } = finish(ASSAY, folder, ["run", "spirals.yaml", "--quiet", "--threads", "1"]);
  expect(status, stderr).toBe(0);
}, 60_000);

describe("a finished run", () => {
  test("goes to a file of its name where the user is, and stdout says what its input is", () => {
    expect(exported("spirals", "--format", "onnx")).toEqual({
      status: 0,
      stdout: "spirals-seed3.onnx: input float32 [batch, 2]: the numbers of the table as they are\n",
      stderr: "",
    });
    expect(readFileSync(join(folder, "spirals-seed3.onnx")).length).toBeGreaterThan(500);
  });

  test.each([
    ["safetensors", "spirals-seed3.safetensors", 'load_file("spirals-seed3.safetensors")'],
    ["torch", "spirals-seed3.pt", 'torch.load("spirals-seed3.pt", map_location="cpu", weights_only=True)'],
  ])("as %s prints the Python that loads it, and nothing else, on stdout", (format, file, load) => {
    const { status, stdout, stderr } = exported("spirals/seed3", "--format", format);
    expect({ status, stderr }).toEqual({ status: 0, stderr: `${file}: written; this Python loads it\n` });
    expect(stdout).toContain(
      `model = nn.Sequential(\n    nn.Linear(2, 4),\n    nn.Tanh(),\n    nn.Linear(4, 2),\n)\nmodel.load_state_dict(${load})\n`,
    );
    expect(existsSync(join(folder, file))).toBe(true);
  });

  test("for TensorBoard goes to a folder of its own in the one that is named", () => {
    const { status, stdout } = exported("spirals", "--format", "tensorboard", "--out", "logs");
    const [run = ""] = readdirSync(join(folder, "logs", "spirals"));
    const [file = ""] = readdirSync(join(folder, "logs", "spirals", run));
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `logs/spirals/${run}/${file}: see it with tensorboard --logdir logs\n`,
    });
    expect(existsSync(join(folder, "results", "spirals", run))).toBe(true);
  });

  test("is exported again over the file that is there; --json tells of it as data", () => {
    const name = join(folder, "named.onnx");
    writeFileSync(name, "before");
    const { status, stdout } = exported("spirals", "--format", "onnx", "--out", "named.onnx", "--json");
    expect(status).toBe(0);
    const said = JSON.parse(stdout);
    expect(said).toEqual({
      file: "named.onnx",
      format: "onnx",
      run: expect.stringMatching(/^spirals\/seed3-/),
      bytes: readFileSync(name).length,
      input: "float32 [batch, 2]: the numbers of the table as they are",
    });
    mkdirSync(join(folder, "models"));
    expect(JSON.parse(exported("spirals", "--format", "torch", "--out", "models", "--json").stdout)).toMatchObject({
      file: "models/spirals-seed3.pt",
      python: expect.stringContaining('torch.load("spirals-seed3.pt"'),
    });
  });
});

describe("what cannot be exported is said in one line", () => {
  test.each([
    [["spirals"], "--format must be onnx, safetensors, torch or tensorboard; for example: --format onnx"],
    [["spirals", "--format", "keras"], "Allowed choices are onnx, safetensors, torch, tensorboard"],
    [["spiral", "--format", "onnx"], 'there is no run "spiral"; did you mean "spirals'],
  ])("%j: exit 2", (args, says) => {
    const { status, stdout, stderr } = exported(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  test("a file where there is no folder: exit 1", () => {
    const { status, stderr } = exported("spirals", "--format", "onnx", "--out", "nowhere/model.onnx");
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "error: [runs/store] cannot write nowhere/model.onnx: no such file or folder (ENOENT)\n",
    });
  });

  test("a run that diverged at once has no model and no epochs: exit 1, nothing written", () => {
    const set = ["--set", "name=wild", "--set", "optimizer.lr=1e30", "--set", "architecture.1=relu"];
    expect(finish(ASSAY, folder, ["run", "spirals.yaml", "--quiet", "--threads", "1", ...set]).status).toBe(1);
    const { status, stdout, stderr } = exported("wild", "--format", "onnx");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(
      /^error: \[export\/model\] wild\/seed3-\w+ has no model: it diverged at step \d+; use a smaller lr\n$/,
    );
    const events = exported("wild", "--format", "tensorboard");
    expect(events.status).toBe(1);
    expect(events.stderr).toContain("has recorded no epoch: there is nothing to export");
    expect(readdirSync(folder).filter((name) => name.startsWith("wild"))).toEqual([]);
  });

  test("a run of an earlier version lacks model.json: exit 1", () => {
    expect(
      finish(ASSAY, folder, ["run", "spirals.yaml", "--quiet", "--threads", "1", "--set", "name=old"]).status,
    ).toBe(0);
    const [run = ""] = readdirSync(join(folder, "results", "old"));
    rmSync(join(folder, "results", "old", run, "model.json"));
    const { status, stderr } = exported("old", "--format", "torch");
    expect(status).toBe(1);
    expect(stderr).toContain("model.json: is missing; no model was saved, or an earlier version has");
    writeFileSync(join(folder, "results", "old", run, "model.safetensors"), "");
    expect(exported("old", "--format", "torch").stderr).toMatch(
      /model\.safetensors: \[runs\/safetensors\] the file has 0 bytes/,
    );
  });
});
