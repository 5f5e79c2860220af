import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { EpochRecord } from "@assay/training";
import { expect, test } from "vitest";
import { findRepetition, listRuns, lockHolder, openRun, ResultError, readRun, readSafetensors } from "../src/index.ts";
import { DATA, fakeOutcome } from "./fake-outcome.ts";
import { failingFiles, find, read, request, temporaryFolder } from "./sample-runs.ts";
import { snapshotAfter } from "./sample-snapshot.ts";

const epoch = (number: number): EpochRecord => ({
  epoch: number,
  step: number * 10,
  lr: 0.1,
  train: { loss: 1 / number, accuracy: 0.5 },
  seconds: number,
  samples_per_second: 1000,
});
const outcome = (of = request("")) => fakeOutcome(of.loaded, of);

test("a finished run holds every file, and run.json the documented keys", () => {
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  run.add(epoch(1));
  run.add(epoch(2));
  run.finish(outcome(asked), 12.5);
  expect(readdirSync(run.path).sort()).toEqual([
    "metrics.jsonl",
    "model.json",
    "model.safetensors",
    "predictions.csv",
    "resolved.yaml",
    "run.json",
    "spec.yaml",
    "worst.json",
  ]);
  expect(readdirSync(dirname(run.path)), "no lock, no temporary folder").toEqual([basename(run.path)]);
  expect(read(run.path, "spec.yaml")).toBe(asked.loaded.source);
  expect(read(run.path, "predictions.csv")).toBe("index,label,predicted,probability\n0,7,7,0.75\n1,2,1,0.1\n");
  expect(
    read(run.path, "metrics.jsonl")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([epoch(1), epoch(2)]);
  const record = JSON.parse(read(run.path, "run.json"));
  expect(Object.keys(record).sort()).toEqual(
    [
      ...[
        "run",
        "metrics",
        "path",
        "status",
        "name",
        "seed",
        "epochs",
        "steps",
        "threads",
        "numerics",
        "hashes",
        "train",
        "validation",
      ],
      ...["test", "seconds", "train_seconds", "samples_per_second", "parameters", "test_evaluations", "started"],
      ...["machine", "versions"],
    ].sort(),
  );
  expect(record).toMatchObject({
    run: `tiny/${basename(run.path)}`,
    status: "completed",
    seconds: 12.5,
    test_evaluations: 1,
  });
  expect(Object.keys(record.hashes)).toEqual([
    "spec",
    "source",
    "data",
    "initial_weights",
    "final_weights",
    "predictions",
  ]);
  expect(record.started).toBe("2026-01-02T03:04:05.000Z");
  const { tensors, metadata } = readSafetensors(join(run.path, "model.safetensors"));
  expect(tensors).toEqual(outcome(asked).weights);
  expect(metadata).toMatchObject({ run: record.run, spec: asked.loaded.hash });
});

test("while it is written a run is shown as running, and another attempt is refused", () => {
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  run.add(epoch(1));
  expect(readRun(run.path).record).toMatchObject({ status: "running", epochs: 1, steps: 10, test: null });
  expect(() => openRun(asked)).toThrow(`is being trained by process ${process.pid}`);
  expect(() => find(asked)).toThrow("is being trained");
  run.finish(outcome(asked), 1);
});

test("a run whose process is gone is shown as interrupted", () => {
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  run.add(epoch(1));
  const experiment = dirname(run.path);
  const [lock = ""] = readdirSync(experiment).filter((name) => name.includes(".lock."));
  renameSync(join(experiment, lock), join(experiment, lock.replace(`.${process.pid}.`, ".999999999.")));
  expect(readRun(run.path).record).toMatchObject({ status: "interrupted", epochs: 1 });
  expect(find(asked).finished).toBe(false);
  openRun(asked).finish(outcome(asked), 1);
  expect(readRun(run.path).record.status).toBe("completed");
});

test("a diverged run has valid JSON, null for what is not finite, and no model", () => {
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  run.add({ ...epoch(1), train: { loss: Number.NaN, accuracy: 0.1 } });
  const { test: _, predictions: __, worst: ___, ...rest } = outcome(asked);
  const divergence = { step: 3, epoch: 1, tensor: "0.weight" };
  const record = run.finish(
    {
      ...rest,
      status: "diverged",
      train: { loss: Number.NaN, accuracy: 0.1 },
      validation: { loss: Infinity, accuracy: 0 },
      divergence,
    },
    1,
  );
  expect(record).toMatchObject({
    status: "diverged",
    train: { loss: null, accuracy: 0.1 },
    validation: { loss: null },
    divergence,
  });
  expect(JSON.parse(read(run.path, "run.json"))).toEqual(record);
  expect(readdirSync(run.path).sort()).toEqual(["metrics.jsonl", "resolved.yaml", "run.json", "spec.yaml"]);
  expect(readRun(run.path).epochs[0]?.train.loss).toBeNull();
});

test.each([
  ["completed", true],
  ["diverged", true],
  ["interrupted", false],
] as const)("a run that was %s is found: %s", (status, found) => {
  const asked = request(temporaryFolder());
  openRun(asked).finish({ ...outcome(asked), status }, 1);
  expect(find(asked).finished).toBe(found);
  expect(find(asked, { numerics: "strict" }).finished, "another numerics is another run").toBe(false);
});

test("a failed run says why and is not found", () => {
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  expect(run.fail(new Error("out of memory"), 2)).toMatchObject({
    status: "failed",
    error: "out of memory",
    seconds: 2,
  });
  expect(find(asked).finished).toBe(false);
});

test("a run of another spec in the same place is refused, not taken", () => {
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  run.finish(outcome(asked), 1);
  const file = join(run.path, "run.json");
  writeFileSync(file, read(file).replace(asked.loaded.hash, "0".repeat(64)));
  expect(() => find(asked)).toThrow("holds the run of another spec");
});

test("a new attempt leaves nothing of the earlier one", () => {
  const asked = request(temporaryFolder());
  openRun(asked).finish({ ...outcome(asked), status: "interrupted" }, 1);
  const run = openRun(asked);
  expect(readdirSync(run.path).sort()).toEqual(["resolved.yaml", "run.json", "spec.yaml"]);
  run.finish({ ...outcome(asked), status: "interrupted" }, 1);
  expect(readdirSync(dirname(run.path))).toEqual([basename(run.path)]);
});

test("a finished run is refused, or stays until its repetition is done", () => {
  const asked = request(temporaryFolder());
  const { path } = openRun(asked);
  expect(() => openRun(asked)).toThrow("is being trained");
  const [experiment, name] = [dirname(path), basename(path)];
  rmSync(join(experiment, readdirSync(experiment).find((entry) => entry.includes(".lock.")) ?? ""));
  openRun(asked).finish(outcome(asked), 111);
  expect(() => openRun(asked)).toThrow("was finished by another process meanwhile");

  const repeated = () => openRun({ ...asked, repeat: true });
  const first = repeated();
  expect(readRun(path).record).toMatchObject({ status: "completed", seconds: 111 });
  first.finish({ ...outcome(asked), status: "interrupted" }, 222);
  expect(readRun(path).record).toMatchObject({ status: "completed", seconds: 111 });
  repeated().fail(new Error("no memory"), 333);
  expect(readRun(path).record).toMatchObject({ status: "completed", seconds: 111 });
  expect(readdirSync(experiment), "no trace").toEqual([name]);
  expect(repeated().finish(outcome(asked), 444).path).toBe(path);
  expect(readRun(path).record).toMatchObject({ status: "completed", seconds: 444 });
  expect(readdirSync(experiment), "no trace").toEqual([name]);
});

test("a finished run that was moved aside when the process died is found in its place again", () => {
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  run.finish(outcome(asked), 111);
  const aside = join(dirname(run.path), `.${basename(run.path)}.old`);
  renameSync(run.path, aside);
  expect(find(asked)).toMatchObject({ finished: true, stored: { record: { seconds: 111 } } });
  expect(readdirSync(dirname(run.path))).toEqual([basename(run.path)]);
  renameSync(run.path, aside);
  mkdirSync(join(dirname(run.path), `.${basename(run.path)}.new`));
  openRun({ ...asked, repeat: true }).finish(outcome(asked), 222);
  expect(readRun(run.path).record.seconds).toBe(222);
});

test("a run that cannot be written to its end records what it reached, and shows it even where that fails, too", () => {
  const counter = failingFiles(0);
  const probe = request(temporaryFolder());
  const whole = openRun(probe, counter.files);
  whole.add(epoch(1));
  const opened = counter.count();
  whole.finish(outcome(probe), 1);
  for (let failAt = opened + 1; failAt <= counter.count(); failAt++) {
    const asked = request(temporaryFolder());
    const run = openRun(asked, failingFiles(failAt).files);
    run.add(epoch(1));
    expect(() => run.finish(outcome(asked), 1), `operation ${failAt}`).toThrow(ResultError);
    const record = run.fail(new Error("no space"), 1, outcome(asked));
    expect(record).toMatchObject({ status: "failed", error: "no space", test: outcome(asked).test });
    expect(readRun(run.path).record).toMatchObject({ status: "failed", epochs: outcome(asked).epochs });
  }
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  run.add(epoch(1));
  run.add(epoch(2));
  run.fail(new Error("a bug"), 1);
  expect(readRun(run.path).record).toMatchObject({ status: "failed", epochs: 2, steps: 20, train: epoch(2).train });
});

test("whichever operation fails, the error names a file, every file is whole and the lock is free", () => {
  const whole = failingFiles(0);
  const first = request(temporaryFolder());
  const run = openRun(first, whole.files);
  run.add(epoch(1));
  run.finish(outcome(first), 1);
  expect(whole.count()).toBeGreaterThan(30);

  for (let failAt = 1; failAt <= whole.count(); failAt++) {
    const asked = request(temporaryFolder());
    const { files } = failingFiles(failAt);
    const attempt = () => {
      const run = openRun(asked, files);
      try {
        run.add(epoch(1));
        run.finish(outcome(asked), 1);
      } catch (error) {
        run.fail(error, 1);
        throw error;
      }
    };
    expect(attempt, `operation ${failAt}`).toThrow(ResultError);
    expect(attempt, `operation ${failAt}`).not.toThrow(); // the disk has space again
  }
});

test("whichever operation of a repetition fails, the earlier run or the new one is there whole", () => {
  const counter = failingFiles(0);
  const first = request(temporaryFolder());
  openRun(first).finish(outcome(first), 1);
  openRun({ ...first, repeat: true }, counter.files).finish(outcome(first), 1);

  for (let failAt = 1; failAt <= counter.count(); failAt++) {
    const asked = request(temporaryFolder());
    const earlier = openRun(asked);
    earlier.finish(outcome(asked), 111);
    const { files } = failingFiles(failAt);
    try {
      const run = openRun({ ...asked, repeat: true }, files);
      try {
        run.finish(outcome(asked), 222);
      } catch (error) {
        expect(error, `operation ${failAt}`).toBeInstanceOf(ResultError);
        run.fail(error, 333);
      }
    } catch (error) {
      expect(error, `operation ${failAt}`).toBeInstanceOf(ResultError);
    }
    const { record } = readRun(earlier.path);
    expect([111, 222], `operation ${failAt}`).toContain(record.seconds);
    expect(record.status).toBe("completed");
    expect(find(asked).finished).toBe(true);
    const left = readdirSync(earlier.path).sort();
    expect(left.filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(left).toEqual(readdirSync(join(first.results, "tiny", basename(earlier.path))).sort());
  }
});

test("a damaged earlier run is trained again", () => {
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  run.finish(outcome(asked), 1);
  writeFileSync(join(run.path, "run.json"), '{"run": "tiny');
  expect(find(asked).finished).toBe(false);
});

test("other data behind the same spec is another run", () => {
  const asked = request(temporaryFolder());
  openRun(asked).finish(outcome(asked), 1);
  const changed = "e".repeat(64);
  expect(find(asked, { data: changed }).finished).toBe(false);
  openRun({ ...asked, data: changed }).finish(outcome(asked), 1);
  expect(find(asked).stored?.record.hashes.data).toBe(DATA);
});

test("a repetition that was interrupted is kept with its checkpoint, and the next one goes on from it", async () => {
  const asked = request(temporaryFolder());
  const { path } = openRun(asked);
  rmSync(join(dirname(path), readdirSync(dirname(path)).find((entry) => entry.includes(".lock.")) ?? ""));
  openRun(asked).finish(outcome(asked), 111);
  const identity = { spec: asked.loaded.hash, data: asked.data, numerics: asked.numerics, version: "1" };
  expect(findRepetition(path, identity)).toEqual({ notes: [] });
  const first = openRun({ ...asked, repeat: true });
  await first.keep(snapshotAfter(1), "latest");
  first.finish({ ...outcome(asked), status: "interrupted", snapshot: snapshotAfter(1) }, 222);
  expect(readRun(path).record).toMatchObject({ status: "completed", seconds: 111 });
  expect(listRuns(asked.results).map((run) => run.path)).toEqual([path]);

  expect(findRepetition(path, { ...identity, version: "2" }).checkpoint).toBeUndefined();
  const { stored, checkpoint } = findRepetition(path, identity);
  expect([stored?.record.status, checkpoint?.snapshot]).toEqual(["interrupted", snapshotAfter(1)]);
  const second = openRun({ ...asked, repeat: true, from: { snapshot: snapshotAfter(1), stored } });
  expect(readdirSync(join(second.path, "checkpoints"))).toHaveLength(1);
  second.finish(outcome(asked), 333);
  expect(readRun(path).record).toMatchObject({ status: "completed", seconds: 333, resumed: 1 });
  expect(readdirSync(dirname(path)), "no trace").toEqual([basename(path)]);
});

test("a whole repetition that may not take its place is kept, and the lock is held until it is recorded", () => {
  const asked = request(temporaryFolder());
  const { path } = openRun(asked).finish(outcome(asked), 111);
  const run = openRun({ ...asked, repeat: true });
  writeFileSync(join(path, "mine.txt"), "");
  const kept = join(dirname(path), `.${basename(path)}.repeat`);
  expect(() => run.finish(outcome(asked), 222)).toThrow(
    `"mine.txt", which is no file of a run; move it elsewhere; the repetition is kept in ${kept}`,
  );
  expect(() => openRun({ ...asked, repeat: true })).toThrow("is being trained");
  expect(run.fail(new Error("refused"), 222, outcome(asked)).status).toBe("failed");
  expect(readRun(kept).record).toMatchObject({ status: "completed", seconds: 222 });
  expect(readRun(path).record.seconds).toBe(111);
  expect(lockHolder(dirname(path), basename(path))).toBeUndefined();
});
