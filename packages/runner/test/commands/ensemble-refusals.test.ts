import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ensembleWorkplace } from "./ensemble-workplace.ts";
import { inProcess } from "./in-process.ts";

const { folder, assay, json, train, run, altered } = ensembleWorkplace();
const nameOf = (key: string): string => run(key).run;

beforeAll(async () => {
  for (const seed of [1, 2, 3]) await train("moons", seed);
  await train("moons", 5, "--set", "data.dataset.seed=9");
  await train("moons", 6, "--numerics", "strict");
  await train("values", 1);
  await train("squares", 1);
  await train("binary", 1);
}, 60_000);

describe("what must not be averaged is refused with what differs, and nothing is written", () => {
  const before = () => readdirSync(join(folder, "results")).sort();
  const refused = async (status: number, says: string, ...args: string[]) => {
    const there = before();
    const ended = await assay("ensemble", ...args);
    expect(ended.stderr).toContain(says);
    expect(ended).toMatchObject({ status, stdout: "" });
    expect(before()).toEqual(there);
  };

  test.each([
    ["other data", "moons5", "Different data: "],
    ["other numerics", "moons6", "Different numerics: "],
    ["values and classes", "values1", "Different targets or classes: "],
    ["outputs that are no probabilities", "squares1", "Outputs on different scales, by the losses: "],
    ["outputs on other scales", "squares1", "Outputs on different scales, by the losses: mse (squares/", "binary1"],
  ])("%s", (_title, other, says, first = "moons1") => refused(3, says, nameOf(first), nameOf(other)));

  test("a member that does not give its recorded figures, or whose weights were altered", async () => {
    const { path } = run("moons2");
    const both = [nameOf("moons1"), nameOf("moons2")];
    const figure = (text: string) => text.replace(/("test": \{\s*"loss": 0\.\d*?)\d,/, "$10,");
    const says = "its model does not give the recorded figures: test.loss is 0.";
    await altered(join(path, "run.json"), figure, () => refused(3, says, ...both));
    const flip = (text: string) => `${text.slice(0, -1)}${text.endsWith("0") ? "1" : "0"}`;
    const weights = () => refused(3, "model.safetensors: the weights are not those that were recorded", ...both);
    await altered(join(path, "model.safetensors"), flip, weights);
  });

  test("fewer than two runs, no runs at all, and ensembles, which are no members", async () => {
    await refused(2, "an ensemble needs members; name runs, or choose some with --where");
    await refused(2, "an ensemble needs two finished runs or more, got 1", nameOf("moons1"));
    await refused(2, 'there is no run "nothing"', "nothing");
    const record = await json("ensemble", "moons", "--where", "seed<3");
    expect(record.ensemble.members.map(({ seed }: { seed: number }) => seed).sort()).toEqual([1, 2]);
    await refused(2, `Left out: ${record.run} (an ensemble).`, record.run, nameOf("moons3"));
  });

  test.each(["test.accuracy>0", " test.loss < 1", "classes.0.f1>0"])(
    "members chosen by the test split: %j",
    async (by) => {
      const says = `the test split must not choose the members of an ensemble, got --where "${by}"; use validation.`;
      await refused(2, says, "moons", "--where", "seed<3", "--where", by);
    },
  );

  test("members may be chosen by the validation split", async () => {
    const args = ["moons", "--where", "seed<3", "--where", "validation.accuracy>0"] as const;
    const { ensemble } = await json("ensemble", ...args);
    expect(ensemble.members).toHaveLength(2);
  });

  test("a signal ends it, and leaves nothing", async () => {
    const signals = { on: (name: string, handle: (name: never) => void) => name === "SIGINT" && handle(name as never) };
    const args = ["ensemble", nameOf("moons1"), nameOf("moons3"), "--quiet"];
    const ended = await inProcess(folder, args, { ...signals, off: () => undefined, exit: () => undefined });
    expect(ended).toMatchObject({ status: 130, stdout: "" });
    const left = readdirSync(join(folder, "results/moons-ensemble"));
    const record = await json(...(args.slice(0, 3) as [string, string, string]));
    expect(left.map((name) => `moons-ensemble/${name}`)).not.toContain(record.run);
  });
});
