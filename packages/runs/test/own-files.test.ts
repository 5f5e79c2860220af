import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockHolder, openRun } from "../src/index.ts";
import { checkOurs } from "../src/store/own-files.ts";
import { fakeOutcome } from "./fake-outcome.ts";
import { find, request, temporaryFolder } from "./sample-runs.ts";
import { snapshotAfter } from "./sample-snapshot.ts";

/** A finished run, and how it is trained again. */
function finished() {
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  run.finish(fakeOutcome(asked.loaded, asked), 1);
  return { path: run.path, again: () => openRun({ ...asked, repeat: true }) };
}

test.each([
  ["notes.txt", "my notes"],
  ["model.docx", ""],
  ["run.json.bak", "{}"],
  [".run.json.12.tmp.txt", ""],
  ["checkpoints/thesis.txt", "five years"],
  ["checkpoints/step-1.safetensors/thesis.txt", "in a folder that is called as a file"],
  ["report.html.d/thesis.txt", ""],
  ["worst.json/thesis.txt", ""],
])("a run's folder that holds %s is not replaced", (name, content) => {
  const { path, again } = finished();
  const file = join(path, name);
  rmSync(join(path, name.split("/")[0] ?? ""), { recursive: true, force: true });
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
  const kept = name.split("/").slice(0, name.startsWith("checkpoints") ? 2 : 1);
  const message = `[runs/store] ${path} holds ${JSON.stringify(kept.join("/"))}, which is no file of a run; move it elsewhere or use another --out`;
  expect(again).toThrow(expect.objectContaining({ name: "RefusedError", message }));
  expect(readFileSync(file, "utf8")).toBe(content);
  expect(readFileSync(join(path, "run.json"), "utf8"), "nor is anything else of it lost").toContain("completed");
  expect(lockHolder(join(path, ".."), path.split("/").at(-1) ?? ""), "and nothing stays locked").toBeUndefined();
});

test("a folder at a run's place that holds no run is not replaced", () => {
  const { path, again } = finished();
  rmSync(path, { recursive: true });
  mkdirSync(path);
  writeFileSync(join(path, "thesis.txt"), "five years");
  expect(again).toThrow(`${path} holds "thesis.txt", which is no file of a run`);
  rmSync(join(path, "thesis.txt"));
  writeFileSync(join(path, "spec.yaml"), "somebody's own");
  expect(again).toThrow(`${path} holds "spec.yaml" and no run.json: it is no run`);
  expect(readFileSync(join(path, "spec.yaml"), "utf8")).toBe("somebody's own");
});

test("a link in a run's folder is somebody's, whatever it is called", () => {
  const { path, again } = finished();
  symlinkSync(temporaryFolder(), join(path, "checkpoints"));
  expect(again).toThrow('holds "checkpoints", which is no file of a run');
});

test("all that Assay writes into a run's folder is its own, as is what a dead process has left of it", () => {
  const { path, again } = finished();
  for (const name of ["model.onnx", "model.pt", "report.html", "report.md", ".metrics.jsonl.123.tmp"]) {
    writeFileSync(join(path, name), "");
  }
  mkdirSync(join(path, "checkpoints"));
  for (const name of ["step-000000010", "best", ".step-000000020"]) {
    const ending = name.startsWith(".") ? ".safetensors.99.tmp" : ".safetensors";
    writeFileSync(join(path, "checkpoints", name + ending), "");
  }
  again().fail("stopped", 1);
});

test("an empty folder, or none, is nobody's", () => {
  const { path, again } = finished();
  rmSync(path, { recursive: true });
  expect(() => checkOurs(path)).not.toThrow();
  mkdirSync(path);
  again().fail("stopped", 1);
});

test("a finished run is found whatever lies beside it", () => {
  const { path } = finished();
  writeFileSync(join(path, "notes.txt"), "");
  const results = join(path, "..", "..");
  expect(find(request(results)).stored?.record.status).toBe("completed");
});

test("nor is one that a training would go on in, or that a longer training would begin in", () => {
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  run.keep(snapshotAfter(1), "latest");
  run.fail(new Error("killed"), 1);
  writeFileSync(join(run.path, "thesis.txt"), "five years");
  const message = `${run.path} holds "thesis.txt", which is no file of a run`;
  const { stored } = find(asked);
  expect(() => openRun({ ...asked, from: { snapshot: snapshotAfter(1), stored } })).toThrow(message);
  expect(() => openRun({ ...asked, begins: { snapshot: snapshotAfter(1) } })).toThrow(message);
  expect(readFileSync(join(run.path, "run.json"), "utf8"), "nothing is written").toContain('"failed"');

  rmSync(join(run.path, "thesis.txt"));
  writeFileSync(join(run.path, "metrics.jsonl"), "of an earlier attempt");
  const longer = openRun({ ...asked, begins: { snapshot: snapshotAfter(2) } });
  expect(readdirSync(longer.path).sort()).toEqual(["metrics.jsonl", "resolved.yaml", "run.json", "spec.yaml"]);
  longer.fail(new Error("killed"), 1);
});
