import type { ModelDescription } from "@assay/training/events";
import { describe, expect, test } from "vitest";
import {
  type Candidate,
  type EnsembleMember,
  ensembleName,
  ensembleSpec,
  hashOfMembers,
  inOrder,
  memberOf,
  objectionsToEnsemble,
  sharedLoss,
  specOf,
  usualLoss,
} from "../src/index.ts";
import { encodeRecord } from "../src/store/record.ts";
import { decodeRecord } from "../src/store/record-check.ts";
import { SPEC, stored } from "./sample-runs.ts";

const MODEL: ModelDescription = {
  input: { shape: [28, 28, 1], dtype: "u8" },
  normalization: { scale: [1], shift: [0] },
  target: { kind: "class", classes: 10 },
  outputs: "logits",
};
const LOSS = { type: "cross_entropy", label_smoothing: 0, reduction: "mean" };

/** A run of SPEC with parts replaced, as a member. @param weights a digit of their hash */
function candidate(spec: object, weights: string, more: Partial<Candidate> = {}): Candidate {
  const run = stored({ loss: LOSS, ...spec }, Number(`0.${weights}`));
  const hashes = { ...run.record.hashes, final_weights: weights.repeat(64) };
  const record = { ...run.record, hashes };
  return { label: record.run, member: memberOf(record), record, spec: specOf(run), model: MODEL, ...more };
}

const members = (...digits: string[]): EnsembleMember[] =>
  digits.map((digit) => ({
    ...{ run: `a/${digit}`, seed: 1, test: { loss: 1 } },
    hashes: { spec: "a".repeat(64), final_weights: digit.repeat(64) },
  }));

describe("what an ensemble is called", () => {
  const identity = { hash: "h", data: "d", numerics: "fused" } as const;

  test("after the experiment of all members, otherwise ensemble, with their number and a hash", () => {
    expect(ensembleName(["cnn", "cnn", "cnn"], identity)).toEqual({
      name: "cnn-ensemble",
      run: expect.stringMatching(/^3-[0-9a-f]{8}$/),
    });
    expect(ensembleName(["cnn", "mlp"], identity).name).toBe("ensemble");
    const long = "x".repeat(75);
    expect(ensembleName([long, long], identity).name).toBe("ensemble");
    expect(ensembleName(["cnn", "cnn"], { ...identity, numerics: "strict" }).run).toMatch(/^2-[0-9a-f]{8}-strict$/);
  });

  test("depends on what the members are, and not on how they are called or in what order they come", () => {
    const ordered = (of: EnsembleMember[]) => inOrder(of.map((member) => ({ member }))).map(({ member }) => member);
    const [one, other] = [ordered(members("1", "2", "3")), ordered(members("3", "1", "2"))];
    expect(other).toEqual(one);
    expect(hashOfMembers(one.map((member) => ({ ...member, run: "b/x" })))).toBe(hashOfMembers(one));
    expect(hashOfMembers(members("1", "2", "4"))).not.toBe(hashOfMembers(one));
    const forked = one.map((member) => ({ ...member, hashes: { ...member.hashes, fork: "f".repeat(64) } }));
    expect(hashOfMembers(forked)).not.toBe(hashOfMembers(one));
  });
});

describe("the spec of an ensemble", () => {
  test("has what the members share, and each value once where they differ", () => {
    const wide = { architecture: [{ type: "flatten" }, { type: "linear", out_features: 20 }] };
    const lr = (value: number) => ({ optimizer: { ...SPEC.optimizer, lr: value } });
    const of = [
      candidate({ seed: 1, ...lr(0.1) }, "1"),
      candidate({ seed: 2, ...lr(0.2) }, "2"),
      candidate({ ...wide, ...lr(0.1) }, "3"),
    ];
    expect(ensembleSpec("tiny-ensemble", of, LOSS)).toEqual({
      ...{ name: "tiny-ensemble", ensemble: of.map(({ label }) => label), seed: [1, 2] },
      data: SPEC.data,
      architecture: [SPEC.architecture, wide.architecture],
      optimizer: { ...SPEC.optimizer, lr: [0.1, 0.2] },
      training: SPEC.training,
      loss: LOSS,
    });
  });

  test("keeps a path of its data, wherever other members found the same", () => {
    const at = (path: string) => ({ data: { dataset: { type: "csv", path, target: "y" }, validation: 0 } });
    const of = [candidate(at("/here/a.csv"), "1"), candidate(at("/there/b.csv"), "2")];
    expect(objectionsToEnsemble(of)).toEqual([]);
    expect(ensembleSpec("e", of, LOSS).data).toEqual(at("/here/a.csv").data);
  });

  test("is judged by the members' loss where its figures are the same, else by the usual one; by the metrics they share", () => {
    const [mean, sum] = [candidate({}, "1"), candidate({ loss: { ...LOSS, reduction: "sum" } }, "2")];
    expect(sharedLoss([mean, sum])).toEqual(LOSS);
    const smooth = candidate({ loss: { ...LOSS, label_smoothing: 0.1 } }, "3");
    expect([sharedLoss([mean, smooth]), usualLoss([mean, smooth])]).toEqual([undefined, "cross_entropy"]);
    const metrics = [{ type: "f1", average: "macro" }, { type: "accuracy" }];
    expect(ensembleSpec("e", [candidate({ metrics }, "4"), mean], LOSS).metrics).toEqual([{ type: "accuracy" }]);
  });
});

test("what must not be averaged is told: data, examples, classes, scales, numerics, metrics", () => {
  const one = candidate({}, "1");
  const { record } = one;
  const objections = (other: Candidate) => objectionsToEnsemble([one, other]).map((text) => text.replace(/:.*/, ""));
  const names = { ...MODEL, target: { kind: "class", classes: 10, names: [..."abcdefghij"] } } as const;
  expect(objections(candidate({ training: { epochs: 9, batch_size: 8 } }, "2"))).toEqual([]);
  const data = { ...record.hashes, data: "e".repeat(64) };
  expect(objections({ ...one, record: { ...record, hashes: data } })).toEqual(["Different data"]);
  const other = { data: { ...SPEC.data, dataset: { type: "mnist", test: 0.1 } } };
  expect(objections(candidate(other, "2"))).toEqual(["Different examples or targets of the data"]);
  expect(objections({ ...one, model: names })).toEqual(["Different targets or classes"]);
  expect(objections({ ...one, model: { ...MODEL, outputs: "values" } })).toEqual([
    "Outputs on different scales, by the losses",
  ]);
  expect(objections({ ...one, record: { ...record, numerics: "strict" } })).toEqual(["Different numerics"]);
  expect(objections(candidate({ metrics: [{ type: "f1" }] }, "2"))).toEqual(["They have no metric in common."]);
});

test("a record's ensemble is read back, and one that is damaged is named", () => {
  const ensemble = { average: "probabilities" as const, members: members("1", "2") };
  const record = { ...candidate({}, "1").record, ensemble };
  expect(decodeRecord(encodeRecord(record)).ensemble).toEqual(ensemble);
  for (const damaged of [
    { ...ensemble, average: "median" },
    { ...ensemble, members: { length: 2 } },
    { ...ensemble, members: [{ ...members("1")[0], hashes: { spec: "x", final_weights: null } }] },
    { ...ensemble, members: [{ ...members("1")[0], test: null }] },
  ]) {
    const text = encodeRecord({ ...record, ensemble: damaged as never });
    expect(() => decodeRecord(text), JSON.stringify(damaged)).toThrow('run.json: "ensemble" is');
  }
});
