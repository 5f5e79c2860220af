import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { readRun } from "@assay/runs/store";
import { expect, test } from "vitest";
import { finishedRun } from "../../../runs/test/finished-run.ts";
import { payloadOf } from "../../../sweeps/test/queue/sample-payload.ts";
import { checkReceived } from "../../src/commands/check-received.ts";
import { earlierRun } from "../../src/commands/earlier-run.ts";
import { trialFigures } from "../../src/commands/trial-figures.ts";

/** A finished run, what was asked for, and the result that comes with it. */
async function sent() {
  const { asked, file, rewrite } = await finishedRun();
  const path = dirname(file("run.json"));
  const { record } = readRun(path);
  const expects = { version: record.versions.numerics, data: record.hashes.data ?? "" };
  const payload = { ...payloadOf(1), run: record.run, spec: asked.loaded.resolved, bounds: [], expects };
  const result = trialFigures(payload).endOf(readRun(path));
  if (!result) throw new Error("the run is not finished");
  const spec = asked.loaded.hash;
  const check = (change: object = {}) => checkReceived(readRun(path), payload, spec, { ...result, ...change });
  return { check, file, rewrite, payload, result, path, identity: { ...expects, spec } };
}

test("a run that says what its result says is taken", async () => {
  const { check, result } = await sent();
  expect(result.validation?.accuracy).toBeGreaterThan(0);
  check();
});

test.each([
  ["another figure", { validation: { loss: 0, accuracy: 1 } }],
  ["another curve", { curve: [[1, 1] as const] }],
  ["other weights", { weights: "f".repeat(64) }],
  ["another end", { status: "diverged" }],
  ["fewer epochs", { epochs: 1 }],
  ["a reason", { reason: "none" }],
])("a result with %s is refused", async (_, change) => {
  const { check } = await sent();
  expect(() => check(change)).toThrow("says something else than its result");
});

test.each([
  [
    "an interrupted run under a completed result",
    "run.json",
    /completed/g,
    "interrupted",
    /not come to its end|damaged/,
  ],
  ["a figure of another epoch record", "metrics.jsonl", /"accuracy":0\.\d+/g, '"accuracy":0.999', "metrics.jsonl"],
  [
    "weights of another hash",
    "run.json",
    /"final_weights": "\w+"/,
    `"final_weights": "${"0".repeat(64)}"`,
    "model.safetensors",
  ],
  ["another spec", "resolved.yaml", /lr: 0.1/, "lr: 0.2", "is another one"],
  ["another version", "run.json", /"numerics": "1"/, '"numerics": "0"', "is another one"],
] as const)("a run is refused that has %s", async (_, name, from, to, why) => {
  const { check, rewrite } = await sent();
  rewrite(name, (text) => {
    const other = text.replace(from, to);
    expect(other).not.toBe(text);
    return other;
  });
  expect(() => check()).toThrow(why);
});

test("a completed run without its weights is refused", async () => {
  const { check, file } = await sent();
  rmSync(file("model.safetensors"));
  expect(() => check()).toThrow("lacks model.safetensors");
});

test("an earlier run counts where spec and data are its own; an unfinished one only with the version of the numerics", async () => {
  const { path, identity, rewrite } = await sent();
  expect(earlierRun(path, identity)).toBeDefined();
  expect(earlierRun(path, { ...identity, data: "e".repeat(64) })).toBeUndefined();
  expect(earlierRun(path, { ...identity, spec: "e".repeat(64) })).toBeUndefined();
  expect(earlierRun(path, { ...identity, version: "other" }), "what was finished stays").toBeDefined();
  rewrite("run.json", (text) => text.replace("completed", "interrupted"));
  expect(earlierRun(path, identity)).toBeDefined();
  expect(earlierRun(path, { ...identity, version: "other" })).toBeUndefined();
});
