import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type RunRecord, readPredictions } from "@assay/runs";
import { beforeAll, describe, expect, test } from "vitest";
import { ensembleWorkplace } from "./ensemble-workplace.ts";

const { folder, assay, json, train, run, read, altered } = ensembleWorkplace();
const nameOf = (key: string): string => run(key).run;
const MOONS = ["moons1", "moons2", "moons3"];

beforeAll(async () => {
  for (const seed of [1, 2, 3]) await train("moons", seed);
  for (const seed of [1, 2]) await train("values", seed);
  await train("other", 1, "--set", "architecture.0.out_features=12");
}, 60_000);

describe("three runs that say something of the same examples", () => {
  let record: RunRecord;
  beforeAll(async () => {
    record = await json("ensemble", ...MOONS.map(nameOf));
  });

  test("are recorded as a run of their own: what it is of, and each member's figures", () => {
    expect(record).toMatchObject({
      run: expect.stringMatching(/^moons-ensemble\/3-[0-9a-f]{8}$/),
      ...{ status: "completed", name: "moons-ensemble", epochs: 0, train: null, validation: null, test_evaluations: 1 },
      hashes: { data: run("moons1").hashes.data, final_weights: null },
      parameters: MOONS.reduce((sum, key) => sum + (run(key).parameters ?? 0), 0),
    });
    const { average, members = [] } = record.ensemble ?? {};
    expect(average).toBe("probabilities");
    expect(members.map((member) => member.run).sort()).toEqual(MOONS.map(nameOf).sort());
    for (const { run: name, test: figures } of members) {
      expect(figures).toEqual(MOONS.map(run).find((found) => found.run === name)?.test);
    }
    expect(JSON.parse(read(record.path, "run.json"))).toEqual(record);
    const files = ["predictions.csv", "report.html", "report.md", "resolved.yaml", "run.json", "worst.json"];
    expect(readdirSync(join(folder, record.path)).sort()).toEqual(files);
  });

  test("predict by the mean of their probabilities, computed from their predictions.csv, within 1e-6", () => {
    const found = MOONS.map((key) => readPredictions(join(folder, run(key).path)));
    const own = readPredictions(join(folder, record.path));
    if (own?.kind !== "class") throw new Error("there must be classes");
    const ofZero = own.label.map(
      (_, i) =>
        found.reduce((sum, one) => {
          if (one?.kind !== "class") throw new Error("there must be classes");
          const score = one.score[i] ?? 0;
          return sum + (one.predicted[i] === "0" ? score : 1 - score);
        }, 0) / found.length,
    );
    expect(own.predicted).toEqual(ofZero.map((p) => (p >= 0.5 ? "0" : "1")));
    for (const [i, p] of ofZero.entries())
      expect(Math.abs((own.score[i] ?? 0) - Math.max(p, 1 - p))).toBeLessThan(1e-6);
    const right = ofZero.map((p, i) => (own.label[i] === "0" ? p : 1 - p));
    const loss = right.reduce((sum, p) => sum - Math.log(p), 0) / right.length;
    expect(Math.abs((record.test?.loss ?? 0) - loss)).toBeLessThan(1e-6);
    expect(record.test?.accuracy).toBe(right.filter((p) => p > 0.5).length / right.length);
  });

  test("are found again, whatever the order, and give the same bits in any order on any number of threads", async () => {
    const found = await assay("ensemble", ...MOONS.map(nameOf).reverse(), "--json");
    expect(found.stderr).toContain("This ensemble is there already");
    expect(JSON.parse(found.stdout)).toEqual(record);
    const files = ["predictions.csv", "resolved.yaml", "worst.json"];
    const before = files.map((file) => read(record.path, file));
    rmSync(join(folder, record.path), { recursive: true });
    const again = await json("ensemble", ...MOONS.map(nameOf).reverse(), "--threads", "2");
    expect(files.map((file) => read(record.path, file))).toEqual(before);
    expect({ ...again, threads: 0, started: 0, seconds: 0 }).toEqual({ ...record, threads: 0, started: 0, seconds: 0 });
  });

  test("stand in tables, comparisons and pages as what they are", async () => {
    const { stdout } = await assay("compare", record.run, nameOf("moons1"));
    expect(stdout).toMatch(/^(\S+ and \S+ are not distinguishable|\S+ is better than) .*\)(; this holds .*)?\n/);
    expect(stdout).toContain(`- ${record.run}: [moons/seed`);
    const { rows, verdicts } = await json("compare", "moons-ensemble", ...MOONS.map(nameOf));
    expect(rows.find((row: RunRecord) => row.run === record.run)).toMatchObject({ n: 1, members: 3 });
    expect(verdicts[0].text).toMatch(
      /^Undecided .*: moons-ensemble\/3-\w+ is one ensemble, moons \(n=3\) has 3 seeds$/,
    );
    expect((await assay("list")).stdout).toMatch(/\| moons-ensemble\/3-\w+ +\| completed \| +\S+ % \| +- \|/);
    const shown = (await assay("show", "moons-ensemble")).stdout;
    expect(shown).toMatch(
      /\nMembers\n +member +test accuracy +loss\n( +moons\/seed\d.*\n){3} +all 3: mean of the probabilities/,
    );
    expect(shown).not.toMatch(/Epochs|Seed /);
    expect(read(record.path, "report.md")).toMatch(/## Members\n\nTest figures .*\n\n\| run \| accuracy \| loss \|\n/);
  });

  test.each([
    [["predict", "points.csv"], "has no model of its own"],
    [["evaluate"], "has no model of its own"],
    [["export", "--format", "onnx"], "has no model of its own"],
    [["resume"], "is not trained"],
    [["fork", "--at", "1", "--set", "seed=3"], "is not trained"],
  ])("%j of it is refused: it has no weights", async ([command = "", ...flags], why) => {
    const ended = await assay(command, record.run, ...flags);
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toContain(`${record.run} is an ensemble of 3 runs and ${why}; name one of them: moons/seed`);
  });

  describe("verify", () => {
    const verified = async (...flags: string[]) => {
      const ended = await assay("verify", record.run, "--quiet", "--json", ...flags);
      return { status: ended.status, ...JSON.parse(ended.stdout || "{}").verification, stderr: ended.stderr };
    };

    test("puts it together again and compares every file", async () => {
      expect(await verified()).toMatchObject({
        ...{ status: 0, identical: true, members: 3, differences: [] },
        checked: ["resolved.yaml", "predictions.csv", "worst.json", "run.json"],
        unchecked: [{ what: ["the members' trainings"] }],
      });
    });

    test.each([
      ["predictions.csv", "0.", "0.1", "the file is not the one that the members give"],
      ["resolved.yaml", "lr: 0.02", "lr: 0.03", "the file is not the one that the members give"],
      ["run.json", '"accuracy": 0.', '"accuracy": 0.0', "test.accuracy is 0."],
    ])("finds what was altered in %s", async (file, from, to, what) => {
      const change = (text: string) => {
        const at = text.lastIndexOf(from);
        return text.slice(0, at) + to + text.slice(at + from.length);
      };
      const isRecord = file === "run.json";
      const alter = isRecord ? (text: string) => text.replace(/("test": \{[^}]*"accuracy": )[\d.]+/, "$10.5") : change;
      const found = await altered(join(record.path, file), alter, verified);
      expect(found).toMatchObject({ status: 3, identical: false, differences: [{ where: file }] });
      expect(found.differences[0].what).toContain(what);
    });

    test("finds a member that is another training, or absent", async () => {
      const path = join(run("moons2").path, "run.json");
      const other = await altered(path, (text) => text.replace(/("final_weights": ")../, "$100"), verified);
      expect(other).toMatchObject({ status: 3, differences: [{ where: nameOf("moons2") }] });
      expect(other.differences[0].what).toBe("it is another training than the one that was averaged");
      const gone = await altered(path, () => "", verified);
      expect(gone).toMatchObject({ status: 3, differences: [{ what: "there is no such run in results" }] });
      expect(await verified("--sample", "1")).toMatchObject({
        status: 2,
        stderr: expect.stringContaining("--sample is of epochs"),
      });
    });
  });
});

describe("values are averaged", () => {
  beforeAll(async () => {
    for (const seed of [1, 2]) await train("answers", seed);
  }, 30_000);

  const of = (path = "") => {
    const found = readPredictions(join(folder, path));
    if (found?.kind !== "values") throw new Error("there must be values");
    return found;
  };

  test.each(["values", "answers"])("f32 of the mean of what predictions.csv holds: %s", async (name) => {
    const record = await json("ensemble", name);
    expect(record.ensemble.average).toBe("values");
    const [a, b] = [of(run(`${name}1`).path).predicted, of(run(`${name}2`).path).predicted];
    const mean = a.map((value, i) => Math.fround((Math.fround(value) + Math.fround(b[i] ?? 0)) / 2));
    expect(of(record.path).predicted.map(Math.fround)).toEqual(mean);
  });

  test("the binary cross entropy and the error are those of the mean probabilities, within 1e-6", async () => {
    const { test: tested, path } = await json("ensemble", "answers");
    const { predicted, target } = of(path);
    const mean = (list: Float64Array) => list.reduce((sum, value) => sum + value, 0) / list.length;
    const right = predicted.map((p, i) => (target[i] ? p : 1 - p));
    expect(Math.abs(tested.loss - mean(right.map((p) => -Math.log(p))))).toBeLessThan(1e-6);
    expect(Math.abs(tested.mae - mean(right.map((p) => 1 - p)))).toBeLessThan(1e-6);
  });
});

test("members of different losses and metrics are judged by cross_entropy and what all of them measure", async () => {
  const ended = await assay("ensemble", nameOf("moons1"), nameOf("other1"), "--json");
  expect(ended.stderr).toContain("The members have different losses; theirs together is cross_entropy.");
  const record = JSON.parse(ended.stdout);
  expect(record).toMatchObject({ name: "ensemble", metrics: [{ name: "accuracy" }] });
  expect(Object.keys(record.test)).toEqual(["loss", "accuracy"]);
  expect(read(record.path, "resolved.yaml")).toMatch(/\nloss:\n {2}type: cross_entropy\n {2}label_smoothing: 0\n/);
});
