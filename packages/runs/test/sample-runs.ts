import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import {
  type CheckpointIdentity,
  type Files,
  findRun,
  nodeFiles,
  type RunRecord,
  type RunRequest,
  type StoredRun,
} from "../src/index.ts";
import { DATA, fakeOutcome, loadedSpec, METRICS } from "./fake-outcome.ts";

/** An empty folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "assay-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const SPEC = {
  name: "tiny",
  seed: 1,
  data: { dataset: { type: "mnist" }, validation: 100 },
  architecture: [{ type: "flatten" }, { type: "linear", out_features: 10 }],
  optimizer: { type: "sgd", lr: 0.1, momentum: 0.9 },
  training: { epochs: 2, batch_size: 64 },
} as const;

/** What opens a run of SPEC, with parts of the spec replaced. */
export const request = (results: string, spec: object = {}, more: Partial<RunRequest> = {}): RunRequest => ({
  results,
  loaded: loadedSpec({ ...SPEC, ...spec }),
  data: DATA,
  numerics: "fused",
  metrics: METRICS,
  threads: 2,
  started: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
  machine: { cpu: "test", cores: 2, memory: 1024, os: "test", node: "v24.0.0" },
  versions: { assay: "0.1.0", numerics: "1" },
  ...more,
});

/** What there is of a request's run. */
export const find = (
  { results, loaded, data, numerics, versions }: RunRequest,
  more: Partial<CheckpointIdentity> & { readonly fork?: string } = {},
) => findRun(results, loaded, { spec: loaded.hash, data, numerics, version: versions.numerics, ...more });

/** A stored run of SPEC with parts replaced, as the reader would give it. */
export function stored(spec: object, accuracy: number, more: Partial<RunRecord> = {}): StoredRun {
  const full = { ...SPEC, ...spec };
  const {
    spec: _,
    weights: __,
    predictions: ___,
    model: ____,
    worst: _____,
    ...outcome
  } = {
    ...fakeOutcome(loadedSpec(full), { threads: 2, numerics: "fused" }),
    spec: full,
  };
  const run = `${full.name}/seed${full.seed}-${accuracy}`;
  const record = {
    ...outcome,
    ...{
      run,
      path: `results/${run}`,
      name: full.name,
      seed: full.seed,
      seconds: 10,
      started: "2026-01-02T03:04:05.000Z",
    },
    hashes: { ...outcome.hashes, spec: "a".repeat(64) },
    train: null,
    validation: { accuracy: 0.9, loss: 0.2 },
    test: { accuracy, loss: 1 - accuracy },
    machine: { cpu: "test", cores: 2, memory: 1024, os: "test", node: "v24.0.0" },
    versions: { assay: "0.1.0", numerics: "1" },
    ...more,
  } as RunRecord;
  return { record, epochs: [], steps: [], resolved: stringify(full), notes: [] };
}

/** Stored runs of one spec: one an accuracy, their seeds counted from `first`. */
export const seeds = (spec: object, accuracies: readonly number[], first = 1): StoredRun[] =>
  accuracies.map((accuracy, i) => stored({ ...spec, seed: first + i }, accuracy));

/** The real files, of which the n-th operation that changes the disk fails; `count` tells how many there were. */
export function failingFiles(failAt: number): { readonly files: Files; readonly count: () => number } {
  let operations = 0;
  const step =
    <A extends unknown[], R>(operation: (...args: A) => R) =>
    (...args: A): R => {
      if (++operations === failAt) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
      return operation(...args);
    };
  const files: Files = {
    open: step(nodeFiles.open),
    write: step(nodeFiles.write),
    sync: step(nodeFiles.sync),
    close: nodeFiles.close,
    rename: step(nodeFiles.rename),
    syncFolder: step(nodeFiles.syncFolder),
    remove: nodeFiles.remove,
  };
  return { files, count: () => operations };
}

export const read = (...path: string[]): string => readFileSync(join(...path), "utf8");
