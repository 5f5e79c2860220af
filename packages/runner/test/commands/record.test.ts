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
  expect(JSON.parse(stdout).verification).toMatchObject({
    ...{ identical: true, epochs: 1, differences: [] },
    checked: ["chain.jsonl", "metrics.jsonl", "model.json", "spec.yaml"],
    // As large as the model, or as the test split: they are not kept here, and their hashes are.
    absent: ["model.safetensors", "predictions.csv"],
    unchecked: [],
  });
  expect(status, stderr).toBe(0);
});
