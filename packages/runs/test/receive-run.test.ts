import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RefusedError, ResultError, readRun } from "../src/index.ts";
import { filesOfTraining, isFileOfTraining } from "../src/store/own-files.ts";
import { receiveRun } from "../src/store/receive-run.ts";
import { finishedRun } from "./finished-run.ts";
import { temporaryFolder } from "./sample-runs.ts";

/** A finished run elsewhere, as it is sent. */
async function sentRun() {
  const { file } = await finishedRun();
  const elsewhere = file("");
  const [experiment = "", run = ""] = readRun(elsewhere).record.run.split("/");
  const results = join(temporaryFolder(), "results");
  const content = new Map(filesOfTraining(elsewhere).map((name) => [name, readFileSync(join(elsewhere, name))]));
  async function* read(name: string): AsyncGenerator<Uint8Array> {
    const bytes = content.get(name) ?? Buffer.alloc(0);
    yield bytes.subarray(0, 7);
    yield bytes.subarray(7);
  }
  const received = { results, experiment, run, names: [...content.keys()], read, check: () => undefined };
  return { received, content, path: join(results, experiment, run), elsewhere };
}

const leftIn = (path: string): string[] => readdirSync(join(path, "..")).filter((name) => name.startsWith("."));

test("a run that was sent stands in its place as it was, but for where it says that it is", async () => {
  const { received, content, path } = await sentRun();
  await receiveRun(received);
  expect(readRun(path).record).toMatchObject({ status: "completed", run: `${received.experiment}/${received.run}` });
  expect(JSON.parse(readFileSync(join(path, "run.json"), "utf8")).path).toBe(path);
  for (const [name, bytes] of content) {
    if (name !== "run.json") expect(readFileSync(join(path, name)).equals(bytes), name).toBe(true);
  }
  expect(leftIn(path)).toEqual([]);
});

test.each([
  ["that the caller finds wrong", { check: () => fault() }],
  ["whose bytes do not arrive", { read: () => fault() }],
  ["with a file that climbs", { names: ["run.json", "../../x"] }],
  ["with a file too many", { names: ["run.json", "notes.txt"] }],
  ["with a page", { names: ["run.json", "report.html"] }],
  ["with a pickle", { names: ["run.json", "model.pt"] }],
  ["with a file twice", { names: ["run.json", "run.json"] }],
  ["without a record", { names: ["metrics.jsonl"] }],
])("of a run %s nothing stays, and what stood there stays", async (_, wrong) => {
  const { received, path } = await sentRun();
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "run.json"), "{}");
  const error = await receiveRun({ ...received, ...wrong }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error, "no fault of this machine").not.toBeInstanceOf(ResultError);
  expect(readdirSync(path)).toEqual(["run.json"]);
  expect(leftIn(path)).toEqual([]);
});

test("a finished run stays as it is, whatever is sent; a folder with somebody's file, and a link, are refused", async () => {
  const { received, path } = await sentRun();
  await receiveRun(received);
  const before = readFileSync(join(path, "run.json"));
  await receiveRun({ ...received, read: () => fault() });
  expect(readFileSync(join(path, "run.json")).equals(before)).toBe(true);

  const other = await sentRun();
  mkdirSync(other.path, { recursive: true });
  writeFileSync(join(other.path, "mine.txt"), "mine");
  await expect(receiveRun(other.received)).rejects.toBeInstanceOf(RefusedError);
  expect(readFileSync(join(other.path, "mine.txt"), "utf8")).toBe("mine");

  const linked = await sentRun();
  mkdirSync(join(linked.path, ".."), { recursive: true });
  symlinkSync(temporaryFolder(), linked.path);
  await expect(receiveRun(linked.received)).rejects.toBeInstanceOf(RefusedError);
});

test("what is sent of a run are its finished files: no temporary ones, no links, no strangers", async () => {
  const { elsewhere, content } = await sentRun();
  writeFileSync(join(elsewhere, ".run.json.123.tmp"), "{");
  writeFileSync(join(elsewhere, "notes.txt"), "mine");
  symlinkSync("/etc/passwd", join(elsewhere, "report.md"));
  expect(filesOfTraining(elsewhere)).toEqual([...content.keys()]);
  expect(existsSync(join(elsewhere, "report.md"))).toBe(true);
  expect(
    ["checkpoints/step-000000001.safetensors", "checkpoints/best.safetensors", "run.json"].every(isFileOfTraining),
  ).toBe(true);
  expect(
    [
      "checkpoints/../run.json",
      "checkpoints/start.safetensors",
      "report.html",
      "report.md",
      "model.pt",
      "model.onnx",
      "checkpoints/a/b.safetensors",
      "checkpoints",
      "/run.json",
      "",
    ].some(isFileOfTraining),
  ).toBe(false);
});

function fault(): never {
  throw new Error("it is another one");
}
