/** The command line as a user starts it: processes, the real trainer on MNIST, real files. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunRecord, readSafetensors } from "@assay/runs";
import { loadSpec } from "@assay/training";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { marked } from "../../../experiment/test/texts.ts";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { golden } from "../../../training/test/golden.ts";
import { ASSAY, type Ended, finish, start } from "./processes.ts";

const TINY = join(import.meta.dirname, "../../../training/test/tiny.yaml");
const FINISHED = [
  ...[
    "chain.jsonl",
    "metrics.jsonl",
    "model.json",
    "model.safetensors",
    "predictions.csv",
    "report.html",
    "report.md",
    "resolved.yaml",
  ],
  ...["run.json", "spec.yaml", "worst.json"],
];

const assay = (cwd: string, ...args: string[]) => finish(ASSAY, cwd, args);
const lines = (...path: string[]) =>
  readFileSync(join(...path), "utf8")
    .trimEnd()
    .split("\n");
const parsed = (...path: string[]) => JSON.parse(readFileSync(join(...path), "utf8"));

const number = expect.any(Number);
const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
const metrics = { loss: number, accuracy: number };

/** Every key that VOCABULARY promises of `--json`, and run.json's own. */
const RECORD = {
  run: expect.stringMatching(/^tiny\/seed7-[0-9a-f]{8}/),
  path: expect.stringMatching(/^results\/tiny\/seed7-[0-9a-f]{8}/),
  status: "completed",
  name: "tiny",
  seed: 7,
  epochs: 2,
  steps: 34,
  threads: 2,
  numerics: expect.stringMatching(/^(fused|strict)$/),
  hashes: {
    spec: sha256,
    source: sha256,
    data: sha256,
    initial_weights: sha256,
    final_weights: sha256,
    chain: sha256,
    predictions: sha256,
  },
  metrics: [{ name: "accuracy", better: "higher", shown: "percent" }],
  train: metrics,
  validation: metrics,
  test: metrics,
  seconds: number,
  train_seconds: number,
  samples_per_second: number,
  parameters: 5481,
  test_evaluations: 1,
  started: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  machine: {
    cpu: expect.any(String),
    cores: number,
    memory: number,
    os: expect.any(String),
    node: process.version,
    v8: expect.any(String),
  },
  versions: { assay: expect.any(String), numerics: expect.any(String) },
  flags: { revectorize: expect.any(Boolean) }, // as the self-test finds it on this machine
  git: expect.toBeOneOf([null, { commit: expect.stringMatching(/^[0-9a-f]{40}$/), dirty: expect.any(Boolean) }]),
};

describe("a run of the golden spec", () => {
  let folder = "";
  let record: RunRecord;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "assay-end-"));
    const { status, stdout, stderr } = assay(folder, "run", TINY, "--json", "--threads", "2");
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining("2/2") });
    record = JSON.parse(stdout);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string) => join(folder, record.path, name);

  test("prints every documented key, ends in the golden weights and leaves every file", () => {
    expect(record).toEqual(RECORD);
    expect(record.hashes.final_weights).toBe(golden[record.numerics]);
    expect(readdirSync(file("")).sort()).toEqual(FINISHED);
    expect(readdirSync(join(folder, "results", "tiny")), "no lock, no temporary folder").toHaveLength(1);
    expect(parsed(file("run.json"))).toEqual(record);
  });

  test("model.safetensors holds the weights whose SHA-256 it names", () => {
    const { tensors, metadata } = readSafetensors(file("model.safetensors"));
    const hash = createHash("sha256");
    for (const { values } of tensors) hash.update(new Uint8Array(values.buffer));
    expect(hash.digest("hex")).toBe(record.hashes.final_weights);
    expect(tensors.map(({ name }) => name)).toContain("1.running_var");
    expect(metadata).toMatchObject({ run: record.run, spec: record.hashes.spec, numerics: record.numerics });
  });

  test("predictions.csv has 10,000 lines that are right as often as the test accuracy says", () => {
    const [head, ...rows] = lines(file("predictions.csv"));
    expect(head).toBe("index,label,predicted,probability");
    const cells = rows.map((row) => row.split(",").map(Number) as [number, number, number, number]);
    expect(cells.map(([index]) => index)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
    expect(cells.filter(([, label, predicted]) => label === predicted).length / 10_000).toBe(record.test?.accuracy);
    expect(
      cells.every(([, , , score]) => score >= 0.1 && score <= 1),
      "the largest of ten shares",
    ).toBe(true);
  });

  test("metrics.jsonl tells the epochs, spec.yaml what was asked, resolved.yaml a spec of the same identity", () => {
    const epochs = lines(file("metrics.jsonl")).map((line) => JSON.parse(line));
    expect(epochs).toMatchObject([
      { epoch: 1, step: 17 },
      { epoch: 2, step: 34, train: record.train, validation: record.validation },
    ]);
    expect(readFileSync(file("spec.yaml"), "utf8")).toBe(readFileSync(TINY, "utf8"));
    expect(loadSpec(file("resolved.yaml")).hash).toBe(record.hashes.spec);
  });

  test("three threads, elsewhere: the same hashes, metrics and bytes", () => {
    const { status, stdout } = assay(folder, TINY, "--threads", "3", "--out", "elsewhere", "--json", "--quiet");
    expect(status).toBe(0);
    const { hashes, train, validation, test, path, threads }: RunRecord = JSON.parse(stdout);
    expect({ hashes, train, validation, test }).toEqual({
      hashes: record.hashes,
      train: record.train,
      validation: record.validation,
      test: record.test,
    });
    expect({ path, threads }).toEqual({ path: record.path.replace("results", "elsewhere"), threads: 3 });
    for (const name of ["model.safetensors", "predictions.csv", "resolved.yaml"]) {
      expect(readFileSync(join(folder, path, name)).equals(readFileSync(file(name))), name).toBe(true);
    }
  });

  test("a diverged run beside it: exit 1, valid files, and list, show and compare cope with it", () => {
    const set = ["--set", "optimizer.lr=1e30", "--set", "architecture.1=relu"];
    const { status, stdout } = assay(folder, "run", TINY, ...set, "--json", "--quiet");
    expect(status).toBe(1);
    const diverged: RunRecord = JSON.parse(stdout);
    expect(diverged).toMatchObject({
      ...{ status: "diverged", epochs: 0, train: null, validation: null, test: null, test_evaluations: 0 },
      divergence: { step: diverged.steps, epoch: 1, tensor: expect.stringMatching(/./) },
    });
    expect(parsed(folder, diverged.path, "run.json")).toEqual(diverged);
    expect(readdirSync(join(folder, diverged.path)).sort()).toEqual([
      ...["report.html", "report.md", "resolved.yaml", "run.json", "spec.yaml"],
    ]);

    const listed = JSON.parse(assay(folder, "list", "--json", "--sort-by", "status").stdout);
    expect(listed.rows.map((row: RunRecord) => [row.run, row.status])).toEqual([
      [record.run, "completed"],
      [diverged.run, "diverged"],
    ]);
    const shown = assay(folder, "show", diverged.run);
    expect(shown.status).toBe(0);
    expect(shown.stdout).toContain(`Diverged        step ${diverged.steps}, first in ${diverged.divergence?.tensor}`);
    const compared = JSON.parse(assay(folder, "compare", "--json").stdout);
    expect(compared.rows.map(({ run }: { run: string }) => run)).toEqual([record.run]);
    expect(compared.left_out).toEqual([{ run: diverged.run, reason: "diverged" }]);
    const alone = assay(folder, "compare", diverged.run);
    expect({ status: alone.status, stdout: alone.stdout }).toEqual({ status: 3, stdout: "" });
    expect(alone.stderr).toContain(`Left out: ${diverged.run} (diverged).`);
  });
});

const SMALL = `name: small
data: { validation: 0.99 }
architecture:
  - { type: conv2d, out_channels: 2, kernel_size: 5 }
  - flatten
  - { type: linear, out_features: 10 }
optimizer: { type: sgd, lr: 0.1 }
training: { epochs: 1 }
`;

test.each([
  [
    "a kernel larger than its input",
    SMALL.replace("kernel_size: 5", "kernel_size: «29"),
    "[layers/conv2d] kernel_size must fit the input of 28×28, got 29×29",
  ],
  [
    "linear on a map",
    SMALL.replace("  - flatten\n  - {", "  - «{"),
    "[layers/linear] needs a flat input, got a map of 24×24×2",
  ],
])("%s: one error with file, line and column, exit 2, nothing written", (_, withMark, rule) => {
  const folder = temporaryFolder();
  const { text, location } = marked(withMark);
  writeFileSync(join(folder, "spec.yaml"), text);
  expectRefusal(folder, assay(folder, "run", "spec.yaml"), `spec.yaml:${location}: ${rule}`);
});

test("a missing file and a negative learning rate in a flag: the same", () => {
  const folder = temporaryFolder();
  expectRefusal(folder, assay(folder, "run", "spec.yaml"), "spec.yaml:1:1: [experiment/file] there is no such file");
  writeFileSync(join(folder, "spec.yaml"), SMALL);
  const flag = "optimizer.lr=-1";
  const rule = "[optimizers/sgd] lr must be a number above 0, got -1";
  expectRefusal(folder, assay(folder, "run", "spec.yaml", "--set", flag), `--set ${flag}: ${rule}`);
});

function expectRefusal(folder: string, { status, stdout, stderr }: Ended, message: string): void {
  expect(stderr.slice(0, `error: ${message}`.length)).toBe(`error: ${message}`);
  expect(stderr.match(/error:/g)).toHaveLength(1);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(existsSync(join(folder, "results"))).toBe(false);
}

test("SIGINT in the middle of a long training: exit 130, status interrupted, a clean folder", async () => {
  const folder = temporaryFolder();
  const { child, says, ended } = start(ASSAY, folder, ["run", TINY, "--set", "training.epochs=1000", "--json"]);
  await says(" 2/1000 ");
  child.kill("SIGINT");
  const { status, stdout, stderr } = await ended;
  expect(status).toBe(130);
  expect(stderr).toContain("Stopping after this step");
  const record: RunRecord = JSON.parse(stdout);
  expect(record).toMatchObject({ status: "interrupted", test: null, test_evaluations: 0 });
  expect(record.epochs).toBeGreaterThanOrEqual(2);
  expect(parsed(folder, record.path, "run.json")).toEqual(record);
  expect(lines(folder, record.path, "metrics.jsonl")).toHaveLength(record.epochs);
  expect(readdirSync(join(folder, "results", "tiny")), "no lock, no temporary folder").toHaveLength(1);
  expect(readdirSync(join(folder, record.path)).sort()).toEqual(
    [...FINISHED.filter((name) => !/^(predictions\.csv|worst\.json|report\.\w+)$/.test(name)), "checkpoints"].sort(),
  );
});

test("a setting of tpe that is no valid spec is passed over and told; the others have their numbers, now and the next time", () => {
  const folder = temporaryFolder();
  const experiment = SMALL.replaceAll(/^(?=.)/gm, "  ");
  const parameters = `parameters:
  optimizer.lr: { distribution: log_uniform, min: 0.001, max: 0.1 }
  training.batch_size: { values: [64, 50000, 59999] }
`;
  const search = "method: tpe\nrun_cap: 4\nlag: 0\n";
  writeFileSync(join(folder, "sweep.yaml"), `experiment:\n${experiment}${search}${parameters}`);
  const first = assay(folder, "sweep", "sweep.yaml", "--json");
  expect(first.status).toBe(0);
  expect(first.stderr).toMatch(/^Passed over, as it is no valid spec: .*training\.batch_size=5\d{4}\. sweep\.yaml:/m);
  const { rows } = JSON.parse(first.stdout);
  expect(rows.map(({ setting }: { setting: number }) => setting).sort()).toEqual([1, 2, 3, 4]);
  expect(new Set(rows.map(({ sets }: { sets: object }) => JSON.stringify(sets))).size).toBe(4);
  const again = assay(folder, "sweep", "sweep.yaml", "--json", "--jobs", "1");
  expect(JSON.parse(again.stdout).rows).toEqual(rows);
});

test("a sweep trains its trials and ranks them; compare reads its folder", () => {
  const folder = temporaryFolder();
  const experiment = SMALL.replaceAll(/^(?=.)/gm, "  ");
  const parameters = "parameters:\n  optimizer.lr: { values: [0.000001, 0.1] }\n";
  writeFileSync(join(folder, "sweep.yaml"), `experiment:\n${experiment}${parameters}`);
  const swept = assay(folder, "sweep", "sweep.yaml", "--json", "--quiet");
  expect({ status: swept.status, stderr: swept.stderr }).toEqual({ status: 0, stderr: "" });
  const { rows } = JSON.parse(swept.stdout);
  expect(rows).toMatchObject([
    { setting: 2, status: "completed", sets: { "optimizer.lr": 0.1 } },
    { setting: 1, status: "completed", sets: { "optimizer.lr": 0.000001 } },
  ]);
  expect(rows[0].validation.accuracy).toBeGreaterThan(rows[1].validation.accuracy);
  expect(readdirSync(join(folder, "results", "small")).map((name) => `small/${name}`)).toEqual(
    rows.flatMap(({ runs }: { runs: string[] }) => runs).sort(),
  );
  expect(existsSync(join(folder, "results", rows[0].runs[0], "report.html")), "`report` makes a page of one").toBe(
    false,
  );
  const links = join(folder, "results", "sweeps", "sweep", "runs");
  expect(readdirSync(links)).toEqual(["trial1", "trial2"]);
  expect(realpathSync(join(links, "trial2"))).toBe(realpathSync(join(folder, "results", rows[0].runs[0])));

  const compared = assay(folder, "compare", join("results", "small"), "--json");
  expect(compared.status).toBe(0);
  expect(JSON.parse(compared.stdout)).toMatchObject({
    rows: [
      { run: rows[0].runs[0], n: 1, changed: { "optimizer.lr": 0.1 }, test: { accuracy: expect.any(Number) } },
      { run: rows[1].runs[0], n: 1, changed: { "optimizer.lr": 0.000001 } },
    ],
    left_out: [],
    warnings: [],
    verdicts: [
      {
        ...{ a: rows[0].runs[0], b: rows[1].runs[0], outcome: "better" },
        method: expect.stringMatching(/^exact McNemar test on [\d,]+ test examples$/),
      },
    ],
  });
});
