import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { encodeCheckpoint, readRun } from "../src/index.ts";
import { checkFiles, compareModel } from "../src/verify/index.ts";
import { finishedRun } from "./finished-run.ts";
import { chain, snapshotAfter } from "./sample-snapshot.ts";

test("the files of a run as it was written agree", async () => {
  const { check } = await finishedRun();
  expect(check()).toEqual({
    checked: [
      ...["chain.jsonl", "metrics.jsonl", "model.safetensors", "model.json", "predictions.csv", "spec.yaml"],
      ...["checkpoints/step-000000020.safetensors", "checkpoints/step-000000010.safetensors"],
    ],
    absent: [],
    differences: [],
  });
});

test("an altered figure is found, with its epoch; times are nobody's figures", async () => {
  const { rewrite, check } = await finishedRun();
  rewrite("metrics.jsonl", (text) => text.replaceAll('"seconds":', '"seconds":9'));
  expect(check().differences).toEqual([]);
  rewrite("metrics.jsonl", (text) => text.replace("0.52", "0.92"));
  expect(check().differences).toMatchObject([{ where: "metrics.jsonl", epoch: 2 }]);
  rewrite("metrics.jsonl", (text) => text.slice(text.indexOf("\n") + 1));
  expect(check().differences).toMatchObject([{ epoch: 1, what: "the epoch is missing" }]);
});

test("an altered link is found, and a chain that was written anew ends in another hash", async () => {
  const { file, rewrite, check } = await finishedRun();
  rewrite("chain.jsonl", (text) => text.replace('"order":"00', '"order":"01'));
  expect(check().differences).toMatchObject([{ where: "chain.jsonl", epoch: 1, what: "the link was altered" }]);
  writeFileSync(file("chain.jsonl"), `${JSON.stringify(chain(1)[0])}\n`);
  expect(check().differences).toMatchObject([{ what: "the chain does not end in the hash that run.json holds" }]);
  rewrite("chain.jsonl", () => "{}\n");
  expect(check().differences[0]?.what).toContain("line 1 is damaged");
});

test("a weight with one bit flipped is found, with its tensor", async () => {
  const { file, check } = await finishedRun();
  const bytes = readFileSync(file("model.safetensors"));
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  writeFileSync(file("model.safetensors"), bytes);
  expect(check().differences).toMatchObject([{ where: "model.safetensors", tensor: "0.weight" }]);
});

test("names and shapes of weights, the model's description and its worst examples are the training's", async () => {
  const { outcome, file, rewrite } = await finishedRun();
  const compare = () => compareModel(file("."), outcome).map(({ where }) => where);
  expect(compare()).toEqual([]);
  const weights = readFileSync(file("model.safetensors"), "latin1");
  for (const [from, to] of [
    ["[2,3]", "[3,2]"],
    ['"0.weight"', '"1.weight"'],
    ["{", "["],
  ] as const) {
    writeFileSync(file("model.safetensors"), weights.replace(from, to), "latin1");
    expect(compare()).toEqual(["model.safetensors"]);
  }
  writeFileSync(file("model.safetensors"), weights, "latin1");
  rewrite("model.json", (text) => text.replace('"shift":[0]', '"shift":[1]'));
  rewrite("worst.json", (text) => text.replace(/"index":\d+/, '"index":9999'));
  expect(compare()).toEqual(["model.json", "worst.json"]);
  for (const name of ["model.safetensors", "model.json", "worst.json"]) rmSync(file(name));
  expect(compareModel(file("."), outcome)).toEqual(
    ["model.json", "worst.json"].map((where) => ({ where, what: "absent" })),
  );
  const { worst: _, ...without } = outcome;
  expect(compareModel(file("."), { ...without, status: "diverged" })).toEqual([]);
});

test("a checkpoint is found where a bit flipped, and where somebody gave it a checksum that fits", async () => {
  const { asked, file, check } = await finishedRun();
  const name = "checkpoints/step-000000010.safetensors";
  const bytes = readFileSync(file(name));
  bytes[bytes.length - 70] = (bytes.at(-70) as number) ^ 1;
  writeFileSync(file(name), bytes);
  expect(check().differences).toMatchObject([{ where: name, what: expect.stringContaining("checksum") }]);
  const snapshot = snapshotAfter(1);
  const weight = snapshot.tensors[0] as (typeof snapshot.tensors)[number];
  const values = weight.values.slice().fill(7);
  const identity = { spec: asked.loaded.hash, data: asked.data, numerics: asked.numerics, version: "1" };
  const tensors = [{ ...weight, values }, ...snapshot.tensors.slice(1)];
  writeFileSync(file(name), encodeCheckpoint({ ...identity, snapshot: { ...snapshot, tensors } }));
  expect(check().differences).toMatchObject([{ where: name, epoch: 1, tensor: "0.weight" }]);
});

test.each(["best", "start"])(
  "one bit of checkpoints/%s.safetensors is found, in the header, the metadata and the values",
  async (name) => {
    const { asked, file, check } = await finishedRun();
    const path = file(`checkpoints/${name}.safetensors`);
    const identity = { spec: asked.loaded.hash, data: asked.data, numerics: asked.numerics, version: "1" };
    const good = encodeCheckpoint({ ...identity, snapshot: snapshotAfter(2) });
    writeFileSync(path, good);
    expect(check()).toMatchObject({
      checked: expect.arrayContaining([`checkpoints/${name}.safetensors`]),
      differences: [],
    });
    for (const at of [0, 9, Buffer.from(good).indexOf("numerics"), good.length - 1]) {
      writeFileSync(
        path,
        good.map((byte, index) => (index === at ? byte ^ 1 : byte)),
      );
      expect(check().differences, `byte ${at}`).toMatchObject([{ where: `checkpoints/${name}.safetensors` }]);
    }
    writeFileSync(path, encodeCheckpoint({ ...identity, spec: "0".repeat(64), snapshot: snapshotAfter(2) }));
    expect(check().differences).toMatchObject([{ what: expect.stringContaining("it is of spec 0000") }]);
  },
);

test("the best checkpoint is that of the best evaluated epoch", async () => {
  const { asked, file, check } = await finishedRun({
    training: { epochs: 2, batch_size: 64, checkpoint: { best: "validation.accuracy" } },
  });
  const identity = { spec: asked.loaded.hash, data: asked.data, numerics: asked.numerics, version: "1" };
  const save = (epochs: number) =>
    writeFileSync(
      file("checkpoints/best.safetensors"),
      encodeCheckpoint({ ...identity, snapshot: snapshotAfter(epochs) }),
    );
  expect(check()).toMatchObject({ absent: ["checkpoints/best.safetensors"], differences: [] });
  save(2);
  expect(check()).toMatchObject({ absent: [], differences: [] });
  save(1);
  expect(check().differences).toMatchObject([{ what: "it is the state after epoch 1, the best one is 2" }]);
});

test("altered predictions are found", async () => {
  const { rewrite, check } = await finishedRun();
  rewrite("predictions.csv", (text) => text.replace("0,7,7", "0,7,1"));
  expect(check().differences).toMatchObject([{ where: "predictions.csv" }]);
});

test("an altered spec.yaml is found by its hash; where none was recorded, it is only required", async () => {
  const { rewrite, check, file } = await finishedRun();
  rewrite("spec.yaml", (text) => text.replace("lr: 0.1", "lr: 0.2"));
  expect(check().differences).toEqual([{ where: "spec.yaml", what: "the file is not the one that was recorded" }]);
  rewrite("run.json", (text) => text.replace(/"source": "[0-9a-f]+",/, ""));
  expect(check().differences).toEqual([]);
  rmSync(file("spec.yaml"));
  expect(check().differences).toEqual([{ where: "spec.yaml", what: "absent" }]);
});

test("the large files may be absent, as their hashes are in run.json; they are named", async () => {
  const { file, check } = await finishedRun();
  for (const name of ["model.safetensors", "predictions.csv"]) rmSync(file(name));
  expect(check()).toMatchObject({ absent: ["model.safetensors", "predictions.csv"], differences: [] });
});

test.each(["chain.jsonl", "metrics.jsonl", "model.json", "spec.yaml"])(
  "%s is a difference where the record says it was written and it is absent",
  async (name) => {
    const { file, check } = await finishedRun();
    rmSync(file(name));
    expect(check()).toMatchObject({ absent: [], differences: [{ where: name, what: "absent" }] });
  },
);

test("what the record does not say was written is no difference, but for a hash that was removed", async () => {
  const { file, rewrite, check } = await finishedRun();
  rewrite("run.json", (text) => text.replace(/,\s*"predictions": "[0-9a-f]+"/, ""));
  expect(check().differences).toMatchObject([{ where: "predictions.csv" }]);
  rmSync(file("predictions.csv"));
  expect(check()).toMatchObject({ absent: [], differences: [] });
  rewrite("run.json", (text) => text.replace(/"chain": "[0-9a-f]+",?/, "").replace(/,(\s*})/, "$1"));
  expect(check().differences).toMatchObject([{ where: "chain.jsonl" }]);
});

test("the header of model.safetensors is checked to the bit, and a run that was moved is still itself", async () => {
  const { file, check } = await finishedRun();
  const good = readFileSync(file("model.safetensors"));
  const header = Number(good.readBigUint64LE(0)) + 8;
  for (let at = 0; at < header; at++) {
    writeFileSync(
      file("model.safetensors"),
      good.map((byte, index) => (index === at ? byte ^ 1 : byte)),
    );
    expect(check().differences, `byte ${at}`).toMatchObject([{ where: "model.safetensors" }]);
  }
  writeFileSync(file("model.safetensors"), good);
  const moved = `${file(".")}-moved`;
  cpSync(file("."), moved, { recursive: true });
  expect(checkFiles(readRun(moved)).differences).toEqual([]);
});

test("run.json agrees with the last line of metrics.jsonl, whose lines are whole and in order", async () => {
  const { rewrite, check } = await finishedRun();
  rewrite("run.json", (text) => text.replace('"steps": 20', '"steps": 21'));
  expect(check().differences).toEqual([{ where: "run.json", what: "in metrics.jsonl steps is 20, recorded 21" }]);
  rewrite("run.json", (text) => text.replace('"steps": 21', '"steps": 20'));
  rewrite("metrics.jsonl", (text) => `${text}{"epoch":`);
  expect(check().differences).toMatchObject([{ where: "metrics.jsonl", what: "line 3 is damaged and left out" }]);
  rewrite("metrics.jsonl", (text) => text.replace('{"epoch":1', '{"epoch":2').replace(/\n\{"epoch":$/, "\n"));
  expect(check().differences).toMatchObject([{ where: "metrics.jsonl" }]);
});
