import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { SPEC, temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { ASSAY, FAKE, finish } from "./processes.ts";

/** What would colour a terminal, reverse what follows, and say something on a line of its own. */
const EVIL = "\u001b[31m\u202e\u200b\u009b2J\nerror: all is lost\r";

test("names of specs and of folders are shown on their line, and drive no terminal", () => {
  const folder = temporaryFolder();
  const [spec, sweep, out] = [`spec${EVIL}.yaml`, `sweep${EVIL}.yaml`, `out${EVIL}`];
  writeFileSync(join(folder, spec), stringify(SPEC));
  writeFileSync(join(folder, sweep), stringify({ experiment: { ...SPEC, name: "swept" }, lrs: [0.1, 0.01] }));
  const real = join(import.meta.dirname, "../../../../experiments/mlp-adam.yaml");
  const commands: [string, string, ...string[]][] = [
    [FAKE, "list", "--out", out],
    [FAKE, "run", spec, "--out", out],
    [FAKE, "run", spec, "--out", out, "--quiet"],
    [FAKE, "sweep", sweep, "--out", out],
    [FAKE, "list", "--out", out],
    [FAKE, "show", "tiny", "--out", out],
    [FAKE, "compare", "--out", out],
    [FAKE, "report", "tiny", "--out", out],
    [FAKE, "diff", "tiny", `${out}/tiny`, "--out", out],
    [FAKE, "show", EVIL],
    [FAKE, "compare", "--where", EVIL],
    [FAKE, "run", "--set", EVIL, spec, EVIL],
    [FAKE, EVIL],
    [ASSAY, "validate", spec],
    [ASSAY, "validate", real, "--set", EVIL],
    [ASSAY, "validate", `nothing${EVIL}.yaml`],
    [ASSAY, "export", "tiny", "--format", "onnx"],
  ];
  const found = commands.flatMap(([script, ...args]) => {
    const { stdout, stderr } = finish(script, folder, args);
    const said = stdout + stderr;
    expect(said).not.toBe("");
    const driving = /(?!\n)[\p{Cc}\u200b-\u200f\u202a-\u202e]/u.exec(said)?.[0];
    return [
      ...(driving === undefined ? [] : [`${args[0]} says ${JSON.stringify(driving)}`]),
      ...(/^error: all is lost/m.test(said) ? [`${args[0]} breaks its line: ${said.slice(0, 500)}`] : []),
      ...(said.includes("a bug in Assay") ? [`${args[0]} ends in ${said.slice(0, 300)}`] : []),
    ];
  });
  expect(found).toEqual([]);
  expect(existsSync(join(folder, out, "tiny"))).toBe(true);
});
