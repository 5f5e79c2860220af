/**
 * A training that was recorded once gives the same bits on whatever machine this runs. The records are made with
 * `assay run experiments/cnn-adam.yaml --set training.epochs=1 --out packages/runner/test/records` (and `--numerics strict`), again
 * only where the kernels' version counts up; what verify needs is kept of them.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { availableNumerics } from "@assay/kernels";
import { expect, test } from "vitest";
import { ASSAY, finish } from "./processes.ts";

const RECORDS = join(import.meta.dirname, "../records/cnn-adam");

test.each(readdirSync(RECORDS))("the record %s is verified: every hash of its training is had again", (run) => {
  const wanted = run.endsWith("-strict") ? "strict" : "fused";
  const { status, stdout, stderr } = finish(ASSAY, RECORDS, ["verify", join(RECORDS, run), "--quiet", "--json"]);
  if (availableNumerics(wanted) !== wanted) {
    expect({ status, stderr }).toMatchObject({
      status: 3,
      stderr: expect.stringContaining("which this machine has not"),
    });
    return;
  }
  // The files that are as large as the model, or as the test split, are not kept here: their hashes are.
  const unkept = ["model.safetensors", "model.json", "predictions.csv", "worst.json"];
  expect(JSON.parse(stdout).verification).toMatchObject({
    epochs: 1,
    checked: ["chain.jsonl", "metrics.jsonl", "spec.yaml"],
    // Of an earlier version, which recorded no hash of it; --set is not in it.
    unchecked: [{ what: ["spec.yaml"] }],
    differences: unkept.map((where) => ({ where, what: "absent" })),
  });
  expect(status, stderr).toBe(3);
});
