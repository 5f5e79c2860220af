import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSpecLoader } from "@assay/experiment";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parts } from "../../experiment/test/parts.ts";
import { loader, marked, refusalOf, specText } from "../../experiment/test/texts.ts";
import { loadSweep, type PlannedTrial } from "../src/index.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-sweep-"));
  writeFileSync(join(folder, "base.yaml"), specText({ data: "data: { validation: 10 }", loss: "loss: mse" }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string, flags: readonly string[] = []) {
  const file = join(folder, "sweep.yaml");
  writeFileSync(file, text);
  return loadSweep(file, loader, flags);
}

const trialsOf = (text: string): readonly PlannedTrial[] => load(text).trials ?? [];

const INLINE = `experiment:
  name: inline
  data: { validation: 0.5 }
  architecture: [flatten, { type: linear, out_features: 10 }]
  optimizer: adam
  training: { epochs: 1 }
`;
const GRID = "parameters:\n  optimizer.lr: { values: [0.1, 0.01] }\n  training.batch_size: { values: [1, 2, 3] }\n";

describe("a grid", () => {
  it("has every combination in the order of the file, the last parameter fastest, seeds faster still", () => {
    const sweep = load(`${INLINE}${GRID}repeats: { seeds: [7, 5] }\n`);
    const rows = sweep.trials?.map(({ number, sets, seed }) => [number, ...Object.values(sets), seed]);
    expect(rows).toEqual([
      [0, 0.1, 1, 7],
      [1, 0.1, 1, 5],
      [2, 0.1, 2, 7],
      [3, 0.1, 2, 5],
      [4, 0.1, 3, 7],
      [5, 0.1, 3, 5],
      [6, 0.01, 1, 7],
      [7, 0.01, 1, 5],
      [8, 0.01, 2, 7],
      [9, 0.01, 2, 5],
      [10, 0.01, 3, 7],
      [11, 0.01, 3, 5],
    ]);
    expect(sweep).toMatchObject({ repeats: 2, method: "grid", parameters: ["optimizer.lr", "training.batch_size"] });
    expect(sweep.metric).toEqual({ name: "validation.accuracy", goal: "maximize" });
  });

  it("makes each trial a whole spec, with the overrides in it", () => {
    const trial = trialsOf(INLINE + GRID)[4];
    expect(trial?.sets).toEqual({ "optimizer.lr": 0.01, "training.batch_size": 2 });
    expect(trial?.loaded.spec).toMatchObject({
      name: "inline",
      seed: 0,
      optimizer: { lr: 0.01 },
      training: { batch_size: 2 },
    });
    expect(new Set(trialsOf(INLINE + GRID).map(({ loaded }) => loaded.hash)).size).toBe(6);
  });

  it("starts from a file beside the sweep", () => {
    const trials = trialsOf(`experiment: ./base.yaml\n${GRID}`);
    expect(trials[0]?.loaded).toMatchObject({
      file: join(folder, "base.yaml"),
      source: specText({ data: "data: { validation: 10 }", loss: "loss: mse" }),
    });
    expect(trials[0]?.loaded.spec.loss.type).toBe("mse");
    // The trial is the spec that the command line would make of the same overrides.
    const same = loader.load(join(folder, "base.yaml"), { set: ["optimizer.lr=0.1", "training.batch_size=1"] });
    expect(trials[0]?.loaded.hash).toBe(same.hash);
  });

  it("shows an inline spec as a file that could stand alone", () => {
    const trials = trialsOf(INLINE.replace("adam", "{ type: adam, lr: 1 }") + GRID);
    const file = join(folder, "inline.yaml");
    writeFileSync(file, trials[0]?.loaded.source ?? "");
    expect(loader.load(file).spec.name).toBe("inline");
  });

  it("may vary parts and whole lists", () => {
    const trials = trialsOf(`${INLINE}parameters:
  optimizer.lr: { values: [1] }
  architecture.0: { values: [flatten, { type: dropout, p: 0.1 }] }
  loss: { values: [mse, cross_entropy] }
`);
    expect(trials.map(({ loaded }) => [loaded.spec.architecture[0]?.type, loaded.spec.loss.type])).toEqual([
      ["flatten", "mse"],
      ["flatten", "cross_entropy"],
      ["dropout", "mse"],
      ["dropout", "cross_entropy"],
    ]);
  });

  it("is cut by run_cap, which counts settings", () => {
    const sweep = load(`${INLINE}${GRID}run_cap: 4\nrepeats: { seeds: [1, 2] }\n`);
    expect(sweep.trials?.map(({ setting }) => setting)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(sweep.cap).toBe(4);
  });

  it("too large to list is refused without run_cap and cut with it", () => {
    const paths = Array.from(
      { length: 10 },
      (_, i) => `  architecture.${i}.p: { values: [0.1, 0.2, 0.3, 0.4] }\n`,
    ).join("");
    const large = `${INLINE.replace(/\[flatten.*\]/, `[${"dropout, ".repeat(10)}flatten]`).replace("adam", "{ type: adam, lr: 1 }")}parameters:\n${paths}`;
    expect(refusalOf(() => load(large)).message).toMatch(
      /:8:3: .*the grid has 1048576 settings, at most 10000 are allowed; set run_cap/,
    );
    expect(trialsOf(`${large}run_cap: 5\n`)).toHaveLength(5);
  });
});

describe("a path in a sweep", () => {
  const schema = {
    type: "object",
    required: ["path"],
    additionalProperties: false,
    properties: { path: { type: "string", format: "path" }, columns: { type: "integer", default: 1 } },
  };
  const paths = createSpecLoader({ ...parts, datasets: { ...parts.datasets, table: { schema } } });
  const data = "data: { dataset: { type: table, path: tables/a.csv }, validation: 0.5 }";
  const pathsOf = (text: string) => {
    writeFileSync(join(folder, "sweep.yaml"), text);
    const { trials = [] } = loadSweep(join(folder, "sweep.yaml"), paths);
    return trials.map(({ loaded }) => loaded.spec.data.dataset.path);
  };

  it("is relative to the file that it is written in: the sweep, or the spec that it names", () => {
    const inline = INLINE.replace("data: { validation: 0.5 }", data).replace("adam", "{ type: adam, lr: 1 }");
    const grid = "parameters:\n  training.batch_size: { values: [1, 2] }\n";
    expect(pathsOf(inline + grid)).toEqual(Array(2).fill(join(folder, "tables/a.csv")));
    mkdirSync(join(folder, "below"));
    writeFileSync(join(folder, "below", "base.yaml"), specText({ data }));
    expect(pathsOf(`experiment: below/base.yaml\n${grid}`)).toEqual(Array(2).fill(join(folder, "below/tables/a.csv")));
  });
});

describe("a wrong sweep gives one error at the right location", () => {
  it.each([
    [
      "unknown key",
      `${INLINE}${GRID}«early_stopping: {}\n`,
      '[sweeps/file] unknown key "early_stopping"; did you mean "early_terminate"?',
    ],
    ["key of another tool", `«program: a\n${GRID}`, 'unknown key "program"; did you mean "experiment"?'],
    [
      "method",
      `${INLINE}${GRID}method: «bayes\n`,
      '[sweeps/file] method must be one of "grid", "random", "sobol", "tpe", got "bayes"',
    ],
    ["method without a cap", `${INLINE}${GRID}method: «random\n`, "random needs run_cap: how many settings are tried"],
    [
      "test metric",
      `${INLINE}${GRID}metric: { name: «test.accuracy, goal: maximize }\n`,
      "the test split never chooses, it only reports",
    ],
    [
      "unknown metric",
      `${INLINE}${GRID}metric: { name: «accuracy, goal: maximize }\n`,
      "metric.name must be a figure of the validation split, such as validation.accuracy or validation.loss",
    ],
    ["goal missing", `${INLINE}${GRID}metric: «{ name: validation.loss }\n`, 'the key "goal" is missing'],
    ["goal", `${INLINE}${GRID}metric: { name: validation.loss, goal: «minimise }\n`, 'did you mean "minimize"?'],
    [
      "metric without a validation split",
      `${INLINE.replace("0.5", "0")}${GRID}metric: { name: «validation.loss, goal: minimize }\n`,
      "the experiment has data.validation 0; set data.validation",
    ],
    ["no experiment", `«${GRID}`, 'the key "experiment" is missing'],
    ["nothing to try", `«${INLINE}`, "a sweep must have parameters, repeats, or both"],
    ["empty parameters", `${INLINE}parameters: «{}\n`, "parameters must be a map that is not empty"],
    [
      "distribution without its options",
      `${INLINE}parameters:\n  «optimizer.lr: { distribution: uniform }\n`,
      "[sweeps/parameters] uniform needs min; its options are min, max",
    ],
    [
      "option of another distribution",
      `${INLINE}parameters:\n  optimizer.lr: { distribution: uniform, min: 0, max: 1, «q: 1 }\n`,
      "uniform has no q; its options are min, max",
    ],
    [
      "range that is empty",
      `${INLINE}parameters:\n  optimizer.lr: { distribution: log_uniform, min: 1, «max: 1 }\n`,
      "max must be above min, got 1 and 1",
    ],
    [
      "continuous grid",
      `${INLINE}parameters:\n  optimizer.lr: { distribution: uniform, min: 0.1, max: 1 }\nmethod: «grid\n`,
      "a grid needs values, and optimizer.lr has a continuous distribution; write values",
    ],
    [
      "axis inside another",
      `${INLINE}parameters:\n  optimizer: { values: [adam] }\n  «optimizer.lr: { values: [1, 2] }\n`,
      "optimizer.lr lies inside optimizer, which varies as a whole",
    ],
    [
      "condition on what comes later",
      `${INLINE}parameters:\n  optimizer.lr: { values: [1, 2], «when: { training.batch_size: 2 } }\n  training.batch_size: { values: [1, 2] }\n`,
      "optimizer.lr depends on training.batch_size, which does not stand above it",
    ],
    [
      "axis that changes the split",
      `${INLINE}parameters:\n  optimizer.lr: { values: [1] }\n  data.validation: «{ values: [0.1, 0.2] }\n`,
      "data.validation changes what the trials are measured by, so that they cannot be ranked",
    ],
    [
      "axis that changes the loss that ranks",
      `${INLINE}parameters:\n  optimizer.lr: { values: [1] }\n  loss: «{ values: [mse, cross_entropy] }\nmetric: { name: validation.loss, goal: minimize }\n`,
      "loss changes the loss, by which the trials are ranked",
    ],
    [
      "goal against the metric",
      `${INLINE}${GRID}metric: { name: validation.loss, goal: «maximize }\n`,
      "validation.loss is better the lower it is, got maximize; write minimize",
    ],
    [
      "lengths that are compared at an epoch",
      `${INLINE}parameters:\n  optimizer.lr: { values: [1] }\n  training.epochs: «{ values: [1, 2] }\nearly_terminate: { type: asha }\n`,
      "training.epochs gives the trials other lengths",
    ],
    [
      "option of another rule",
      `${INLINE}${GRID}early_terminate: { type: median, reduction_factor: «3 }\n`,
      "median has no reduction_factor; its options are min_epochs",
    ],
    [
      "logarithm of nothing",
      `${INLINE}parameters:\n  optimizer.lr: { distribution: log_uniform, «min: 0, max: 1 }\nmethod: random\nrun_cap: 3\n`,
      "min of log_uniform must be above 0, got 0",
    ],
    [
      "whole numbers between fractions",
      `${INLINE}parameters:\n  training.batch_size: { distribution: int_uniform, «min: 1.5, max: 9 }\nmethod: random\nrun_cap: 3\n`,
      "min of int_uniform must be a whole number, got 1.5",
    ],
    [
      "condition on a path that leads nowhere",
      `${INLINE}parameters:\n  optimizer.lr: { values: [1, 2], when: { optimzer.type: «adam } }\n`,
      'optimzer.type is not written in the experiment, and does not vary: it is never "adam"',
    ],
    [
      "condition that is never met",
      `${INLINE}parameters:\n  optimizer: { values: [adam, sgd] }\n  training.batch_size: { values: [1, 2], when: { optimizer: «sdg } }\n`,
      'optimizer never has the value "sdg"',
    ],
    [
      "exclusion of what is not there",
      `${INLINE}parameters:\n  optimizer.lr: { values: [0.1, 0.2] }\nexclude: [{ optimizer.lr: «0.3 }]\n`,
      "optimizer.lr never has the value 0.3",
    ],
    [
      "exclusion of everything",
      `${INLINE}parameters:\n  optimizer.lr: { values: [0.1] }\nexclude: «[{ optimizer.lr: 0.1 }]\n`,
      "every setting is excluded",
    ],
    [
      "unknown rule",
      `${INLINE}${GRID}early_terminate: { type: «hyperband }\n`,
      'early_terminate.type must be one of "asha", "median", got "hyperband"',
    ],
    ["no values", `${INLINE}parameters:\n  optimizer.lr: { values: «[] }\n`, "must be a list of 1 to 1000 entries"],
    ["values twice", `${INLINE}parameters:\n  optimizer.lr: { values: «[1, 2, 1] }\n`, "must not hold an entry twice"],
    [
      "seed",
      `${INLINE}${GRID}repeats: { seeds: [1, «-2] }\n`,
      "repeats.seeds.1 must be an integer from 0 to 2^53 - 1, got -2",
    ],
    [
      "seeds in two locations",
      `${INLINE}${GRID}  seed: «{ values: [1] }\nrepeats: { seeds: [1] }\n`,
      "seeds are given twice",
    ],
    ["run_cap", `${INLINE}${GRID}run_cap: «0\n`, "run_cap must be an integer in [1, 10000], got 0"],
    [
      "value that no trial may have",
      `${INLINE}parameters:\n  optimizer.lr: { values: [1, «-1] }\n`,
      "[optimizers/adam] lr must be a number above 0, got -1",
    ],
    [
      "path that leads nowhere",
      `${INLINE}parameters:\n  optimizer.lr: { values: [1] }\n  «optimizer.lrr: { values: [1] }\n`,
      'unknown key "lrr"; did you mean "lr"?',
    ],
    [
      "path past the end",
      `${INLINE}parameters:\n  «architecture.9: { values: [relu] }\n`,
      'architecture has no entry "9"',
    ],
    [
      "__proto__ in a path",
      `${INLINE}parameters:\n  «optimizer.__proto__.lr: { values: [1] }\n`,
      'the key "__proto__" is not allowed',
    ],
    [
      "mistake in the inline spec",
      `${INLINE.replace("epochs: 1", "«epoch: 1")}${GRID}`,
      '[experiment/spec] unknown key "epoch"; did you mean "epochs"?',
    ],
    ["base that is missing", `experiment: «nothing.yaml\n${GRID}`, "nothing.yaml: there is no such file"],
    ["experiment that is a list", `experiment: «[a]\n${GRID}`, "experiment must be the path of a spec, or a spec, got"],
    [
      "two trials that are one",
      `${INLINE}parameters:\n  «optimizer.lr: { values: [1] }\n  loss: { values: [mse, { type: mse }] }\n`,
      'two settings are the same experiment: optimizer.lr=1, loss=mse and optimizer.lr=1, loss={"type":"mse"}',
    ],
    [
      "duplicate key",
      `${INLINE}parameters:\n  optimizer.lr: { values: [1] }\n  «optimizer.lr: { values: [1] }\n`,
      "stands here for the second time",
    ],
  ])("%s", (_title, withMark, says) => {
    const { text, location } = marked(withMark);
    const error = refusalOf(() => load(text));
    expect(error.message).toContain(says);
    expect(error.location).toBe(`${join(folder, "sweep.yaml")}:${location}`);
  });

  it("a flag gives a value to what varies", () => {
    const refused = refusalOf(() => load(`${INLINE}${GRID}`, ["optimizer.lr=1"]));
    expect(refused.message).toContain("optimizer.lr varies, and --set gives it a value as well");
  });

  it("a mistake in the base is placed in the base", () => {
    writeFileSync(join(folder, "bad.yaml"), specText({ loss: "loss: hinge" }));
    expect(refusalOf(() => load(`experiment: bad.yaml\n${GRID}`)).location).toBe(`${join(folder, "bad.yaml")}:7:7`);
  });

  it("a sweep that is missing", () => {
    expect(refusalOf(() => loadSweep("nothing.yaml", loader)).message).toBe(
      "nothing.yaml:1:1: [experiment/file] there is no such file",
    );
  });
});
