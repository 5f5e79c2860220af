/** What users of other tools type, and the one line that helps them. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { refusalOf, specText } from "../../../experiment/test/texts.ts";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { createProgram } from "../../src/commands/program.ts";
import { route } from "../../src/commands/route.ts";
import { services } from "../../src/commands/services.ts";
import { bareOverrideError, specFlagError } from "../../src/commands/spec-flags.ts";
import { loadSweep } from "../../src/sweep/index.ts";
import { fakeTerminal } from "../terminal/screen.ts";
import { ASSAY, finish } from "./processes.ts";

const program = createProgram({ terminal: fakeTerminal().terminal } as never, "0", () => undefined);

const SET = "a value of the spec is set with: --set";

describe("a value of the spec without --set", () => {
  test.each([
    ["exp.yaml --epochs 3", `unknown option "--epochs"; ${SET} training.epochs=3`],
    ["exp.yaml --batch-size 32", `unknown option "--batch-size"; ${SET} training.batch_size=32`],
    ["exp.yaml --lr 0.1", `unknown option "--lr"; ${SET} optimizer.lr=0.1`],
    ["--lr=0.1 exp.yaml", `unknown option "--lr"; ${SET} optimizer.lr=0.1`],
    ["exp.yaml --learning_rate 0.1", `unknown option "--learning_rate"; ${SET} optimizer.lr=0.1`],
    ["validate exp.yaml --optimizer.lr 0.1", `unknown option "--optimizer.lr"; ${SET} optimizer.lr=0.1`],
    ["run exp.yaml --optimizer.lr=0.1", `unknown option "--optimizer.lr"; ${SET} optimizer.lr=0.1`],
    ["run exp.yaml --optimizer sgd", `unknown option "--optimizer"; ${SET} optimizer=sgd`],
    ["run exp.yaml --epochs", `unknown option "--epochs"; ${SET} 'training.epochs=…'`],
    ["run exp.yaml --epochs --json", `unknown option "--epochs"; ${SET} 'training.epochs=…'`],
    ["run exp.yaml optimizer.lr=0.1", `"optimizer.lr=0.1" is no file; ${SET} optimizer.lr=0.1`],
    ["exp.yaml seed=3 --json", `"seed=3" is no file; ${SET} seed=3`],
    ["optimizer.lr=0.1 exp.yaml", `"optimizer.lr=0.1" is no file; ${SET} optimizer.lr=0.1`],
  ])("%s", (line, message) => {
    expect(() => route(line.split(" "), program)).toThrow(`[runner/commands] ${message}`);
  });

  test("what is the value of a flag is left alone", () => {
    const line = "run exp.yaml --set optimizer.lr=0.1 --out seed=3 --set --epochs".split(" ");
    expect(route(line, program)).toEqual(line);
  });
});

test.each([
  "exp.yaml -- --seed 3",
  "-- exp.yaml --seed 3",
  "run exp.yaml -- --seed -- 3",
  "run -- exp.yaml --seed 3 --",
])("the -- that a package manager passes on is nothing: %s", (line) => {
  const given = line.replace("--seed -- 3", "--seed 3").split(" ");
  expect(route(given, program)).toEqual(["run", "exp.yaml", "--seed", "3"]);
});

describe("a file that is not what the command takes", () => {
  const home = process.cwd();
  let folder = "";
  const SWEEP = "# a sweep\nexperiment: ./mlp-adam.yaml\nparameters: { optimizer.lr: { values: [0.1, 0.2] } }\n";
  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(join(folder, "experiments"));
    writeFileSync(join(folder, "experiments", "mlp-adam.yaml"), specText());
    writeFileSync(join(folder, "experiments", "lr sweep.yaml"), SWEEP);
    process.chdir(folder);
  });
  afterEach(() => process.chdir(home));

  test.each([
    [
      "a sweep run as a spec",
      "spec",
      "experiments/lr sweep.yaml",
      "experiments/lr sweep.yaml:2:1: [runner/commands] this is a sweep, not a spec; pnpm run sweep 'experiments/lr sweep.yaml'",
    ],
    [
      "a spec run as a sweep",
      "sweep",
      "experiments/mlp-adam.yaml",
      "experiments/mlp-adam.yaml:2:1: [runner/commands] this is a spec, not a sweep; pnpm run exp experiments/mlp-adam.yaml",
    ],
    [
      "a bare name",
      "spec",
      "mlp-adam",
      'mlp-adam:1:1: [experiment/file] there is no such file; did you mean "experiments/mlp-adam.yaml"?',
    ],
    [
      "a slip",
      "spec",
      "experiments/mlp-adm.yaml",
      'experiments/mlp-adm.yaml:1:1: [experiment/file] there is no such file; did you mean "experiments/mlp-adam.yaml"?',
    ],
    [
      "another ending",
      "spec",
      "experiments/mlp-adam.yml",
      'experiments/mlp-adam.yml:1:1: [experiment/file] there is no such file; did you mean "experiments/mlp-adam.yaml"?',
    ],
    ["nothing like it", "sweep", "zzzzzz.yaml", "zzzzzz.yaml:1:1: [experiment/file] there is no such file"],
  ] as const)("%s", async (_, kind, file, message) => {
    const loaded = kind === "spec" ? services.loadSpec(file) : services.loadSweep(file);
    await expect(loaded).rejects.toMatchObject({ message });
  });

  test("every section of the schema is known as one, as a flag and bare", () => {
    const schema = new URL("../../../../experiments/experiment.schema.json", import.meta.url);
    const { properties } = JSON.parse(readFileSync(schema, "utf8"));
    for (const section of Object.keys(properties)) {
      expect(specFlagError(`--${section}=1`, undefined)?.message, section).toContain(`--set ${section}=1`);
      expect(bareOverrideError(`${section}=1`)?.message, section).toContain(`--set ${section}=1`);
    }
  });

  test("a bare name without a command", () => {
    expect(() => route(["mlp-adam"], program)).toThrow(
      'unknown command "mlp-adam"; did you mean "experiments/mlp-adam.yaml"?',
    );
  });

  test.each([
    ["val_loss", "validation.loss"],
    ["val_accuracy", "validation.accuracy"],
    ["val_acc", "validation.accuracy"],
    ["validation_accuracy", "validation.accuracy"],
    ["accuracy", "validation.accuracy"],
  ])("the metric %s of a sweep", (name, meant) => {
    writeFileSync("s.yaml", `${SWEEP}metric: { name: ${name}, goal: maximize }\n`);
    expect(refusalOf(() => loadSweep("s.yaml")).message).toBe(
      `s.yaml:4:17: [sweeps/file] metric.name must be a figure of the validation split, such as validation.accuracy or validation.loss, got "${name}"; did you mean "${meant}"?`,
    );
  });

  test("validate takes a sweep: every trial of it, nothing to set", () => {
    const spec = join(import.meta.dirname, "../../../training/test/tiny.yaml");
    writeFileSync("s.yaml", SWEEP.replace("./mlp-adam.yaml", spec));
    const run = (...args: string[]) => finish(ASSAY, folder, ["validate", "s.yaml", ...args]);
    expect(run()).toEqual({ status: 0, stdout: "s.yaml: valid (sweep s, 2 trials)\n", stderr: "" });
    expect(JSON.parse(run("--json").stdout)).toEqual({
      valid: true,
      file: "s.yaml",
      name: "s",
      trials: 2,
    });
    expect(run("--seed", "3")).toEqual({
      status: 2,
      stdout: "",
      stderr: "error: [runner/commands] --set and --seed change a spec, and this is a sweep\n",
    });
  });

  test("validate --json says on stdout what is wrong, and on stderr in words", () => {
    const bad = specText({ name: "name: 3", training: "training: { epoch: 1 }" });
    writeFileSync("bad.yaml", bad);
    const { status, stdout, stderr } = finish(ASSAY, folder, [
      "validate",
      "bad.yaml",
      "--json",
      "--set",
      "optimizer.lr=0",
    ]);
    expect(status).toBe(2);
    expect(stderr.match(/^error: /gm)).toHaveLength(3);
    expect(JSON.parse(stdout)).toEqual({
      valid: false,
      errors: [
        expect.objectContaining({
          file: null,
          line: null,
          column: null,
          location: "--set optimizer.lr=0",
          part: "optimizers/adam",
        }),
        expect.objectContaining({ file: "bad.yaml", line: 1, column: 7, hint: 'in quotes it is a text: "3"' }),
        {
          file: "bad.yaml",
          line: 6,
          column: 13,
          location: "bad.yaml:6:13",
          part: "experiment/spec",
          rule: 'unknown key "epoch"',
          hint: 'did you mean "epochs"?',
        },
      ],
    });
  });
});
