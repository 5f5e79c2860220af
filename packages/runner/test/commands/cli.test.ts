import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { SPEC, temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { CONTROL } from "../terminal/screen.ts";
import { ASSAY, FAKE, start } from "./processes.ts";
import { assay, workplace } from "./workplace.ts";

const BAD: readonly (readonly [string, readonly string[], string])[] = [
  ["an unknown command", ["rnu", "spec.yaml"], 'error: [runner/commands] unknown command "rnu"; did you mean "run"?'],
  ["a flag between two", ["run", "spec.yaml", "--sed", "2"], "unknown option '--sed'; did you mean --seed or --set?"],
  ["an unknown flag", ["run", "spec.yaml", "--thread", "2"], "unknown option '--thread'; did you mean \"--threads\"?"],
  [
    "an unknown flag in front",
    ["--thread", "2", "run", "spec.yaml"],
    'unknown option "--thread"; did you mean "--threads"?',
  ],
  ["a flag that the command does not know", ["list", "--threads", "2"], "unknown option '--threads'"],
  [
    "a flag value out of range",
    ["spec.yaml", "--threads", "0"],
    "'0' is invalid. It must be a whole number from 1 to 256.",
  ],
  ["a flag value that is no number", ["spec.yaml", "--seed", "1e3"], "'1e3' is invalid"],
  ["a flag value that is no choice", ["list", "--format", "xml"], "Allowed choices are terminal, md, csv, json, html."],
  ["a flag without its value", ["spec.yaml", "--seed"], "argument missing"],
  ["no spec", ["run"], "missing required argument 'spec'"],
  [
    "flags that exclude each other",
    ["list", "--json", "--format", "csv"],
    "--json and --format csv exclude each other",
  ],
  [
    "a profile that would replace a run",
    ["run", "spec.yaml", "--profile", "--force"],
    "option '--profile' cannot be used with option '--force'",
  ],
  ["an unknown run", ["show", "nothing"], 'there is no run "nothing"'],
  ["a file that is no run", ["compare", "spec.yaml"], 'there is no run "spec.yaml"'],
  ["an unknown column", ["sweep", "sweep.yaml", "--sort-by", "valdiation.loss"], 'did you mean "validation.loss"?'],
];

test.each(BAD)("%s: one clear line, exit 2, nothing written", (_, args, message) => {
  const folder = workplace();
  const { status, stdout, stderr } = assay(folder, args);
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(stdout).toBe("");
  expect(status).toBe(2);
  expect(existsSync(join(folder, "results"))).toBe(false);
});

test("a missing spec exits 2 with its name, through the real loader", () => {
  const { status, stdout, stderr } = assay(temporaryFolder(), ["validate", "nowhere.yaml"], { script: ASSAY });
  expect(stderr).toContain("nowhere.yaml");
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
});

test("help and version go to stdout, exit 0; no command at all is exit 2", () => {
  const folder = temporaryFolder();
  const { status, stdout, stderr } = assay(folder, ["--help"], { script: ASSAY });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const listed = /Commands:\n(.*?)\n\n/s.exec(stdout)?.[1] ?? "";
  const commands = Array.from(listed.matchAll(/^ {2}(\w+)/gm), ([, name]) => name as string);
  expect(commands).toEqual(expect.arrayContaining(["run", "validate", "summary", "sweep", "compare", "list", "show"]));
  for (const command of commands.filter((name) => name !== "help")) {
    expect(assay(folder, [command, "--help"]).stdout, command).toMatch(/Examples:\n {2}\S/);
    expect(assay(folder, [command, "--nonsense"]).status, command).toBe(2);
  }
  expect(assay(folder, ["--version"]).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(assay(folder, []).status).toBe(2);
});

test.each([
  ["run", "spec.yaml"],
  ["sweep", "sweep.yaml"],
])("%s merges vector operations where that is proven, and not with --no-revectorize", (command, file) => {
  for (const flags of [[], ["--no-revectorize"]]) {
    const folder = workplace();
    expect(assay(folder, [command, file, ...flags]).status).toBe(0);
    const [record = ""] = globSync("results/**/run.json", { cwd: folder });
    const { revectorize } = JSON.parse(readFileSync(join(folder, record), "utf8")).flags;
    expect(revectorize).toBe(flags.length === 0);
  }
});

test("without a terminal a run prints plain lines: progress on stderr, the result on stdout", () => {
  const { status, stdout, stderr } = assay(workplace(), ["spec.yaml", "--threads", "2"], {
    env: { FORCE_COLOR: "1", CI: "1" },
  });
  expect(stdout).toMatch(
    /^Test accuracy 88\.10 % {2}\(loss 0\.1500\)\nTime .*\nRun {11}results\/tiny\/seed1-[0-9a-f]{8}\nReport {8}\S+\/report\.html\nNext /,
  );
  expect(stdout).toContain("Next          pnpm run exp spec.yaml --seed 2");
  expect(stderr).toMatch(/^layer +output/);
  expect(stderr).toMatch(/^ {4}1\/2 /m);
  expect(stdout + stderr).not.toMatch(CONTROL);
  expect(status).toBe(0);
});

test("flags mean the same before and after command and spec", () => {
  const ways = [
    ["run", "spec.yaml", "--seed", "5", "--json"],
    ["--seed", "5", "--json", "spec.yaml"],
    ["--json", "run", "--seed=5", "spec.yaml"],
    ["--", "spec.yaml", "--json", "--seed", "5"],
    ["run", "--", "spec.yaml", "--seed", "5", "--json"],
  ];
  const records = ways.map((args) => JSON.parse(assay(workplace(), args).stdout));
  for (const record of records) expect(record).toMatchObject({ name: "tiny", seed: 5, status: "completed" });
});

test("--json prints run.json, --quiet one line, and a run that is there is not trained again", () => {
  const folder = workplace();
  const first = assay(folder, ["spec.yaml", "--json", "--quiet"]);
  const record = JSON.parse(first.stdout);
  expect(first.stderr).toBe("");
  expect(JSON.parse(readFileSync(join(folder, record.path, "run.json"), "utf8"))).toEqual(record);
  const second = assay(folder, ["spec.yaml"]);
  expect(second.stderr).toContain("This run is there already; its stored result follows. To train it again: --force");
  expect(JSON.parse(readFileSync(join(folder, record.path, "run.json"), "utf8"))).toEqual(record);
  const third = JSON.parse(assay(folder, ["spec.yaml", "--json", "--force"]).stdout);
  expect(third.started).not.toBe(record.started);
  expect(assay(folder, ["spec.yaml", "--quiet"]).stdout).toMatch(
    /^tiny\/seed1-\w+ {2}completed {2}test accuracy .*\n$/,
  );
});

test("--profile prints where a step's time goes, as a table or as JSON, and writes nothing", () => {
  const folder = workplace();
  const { status, stdout } = assay(folder, ["spec.yaml", "--profile", "--threads", "2"]);
  expect(status).toBe(0);
  expect(stdout.split("\n").map((line) => line.trim().split(/ {2,}/))).toMatchObject([
    ["kernel", "layer", "writes", "µs", "share", "GFLOP/s", "of limit"],
    [expect.stringMatching(/^─+$/)],
    ["gemm", "4 linear", "output", "750.0", "75.0 %", "25.0", "25 %"],
    ["adam", "parameters", "250.0", "25.0 %"],
    [expect.stringMatching(/^─+$/)],
    [expect.stringContaining("Step 950 µs, 67,368 samples/s")],
    [expect.stringContaining("Batch 64, 2 threads, fused; limit of multiply-adds: 100.0 GFLOP/s")],
    [expect.stringContaining("kernels that skip zeros are not counted")],
    [""],
  ]);
  const json = JSON.parse(assay(folder, ["spec.yaml", "--profile", "--json", "--quiet", "--threads", "1"]).stdout);
  expect(json).toMatchObject({ threads: 1, calls: [{ kernel: "gemm", share: 0.75 }, { kernel: "adam" }] });
  expect(existsSync(join(folder, "results"))).toBe(false);
});

test("a diverged run exits 1, when it is trained and when it is found", () => {
  const folder = workplace({ fate: "diverge" });
  for (const attempt of [1, 2]) {
    const { status, stdout } = assay(folder, ["spec.yaml", "--json"]);
    expect(JSON.parse(stdout), `attempt ${attempt}`).toMatchObject({
      status: "diverged",
      train: { loss: null },
      divergence: { step: 3, epoch: 1, tensor: "0.weight.gradient" },
    });
    expect(status).toBe(1);
  }
  expect(assay(folder, ["spec.yaml"]).stdout).toContain("--set optimizer.lr=0.01 --seed 1");
});

test("a crash exits 1 with a short message, the stack only on demand, and the run says failed", () => {
  const folder = workplace({ fate: "crash" });
  const { status, stderr } = assay(folder, ["spec.yaml", "--quiet"]);
  expect(stderr).toBe("error: the fake trainer crashed (a bug in Assay; ASSAY_DEBUG=1 shows where)\n");
  expect(status).toBe(1);
  expect(assay(folder, ["spec.yaml", "--quiet"], { env: { ASSAY_DEBUG: "1" } }).stderr).toContain("    at ");
  const { rows } = JSON.parse(assay(folder, ["list", "--json"]).stdout);
  expect(rows).toMatchObject([{ status: "failed", error: "the fake trainer crashed" }]);
});

test("data that cannot be read leaves no run behind", () => {
  const folder = workplace({ fate: "bad data" });
  expect(assay(folder, ["spec.yaml", "--quiet"])).toEqual({
    status: 1,
    stdout: "",
    stderr: "error: EACCES: permission denied, open 'data'\n",
  });
  expect(existsSync(join(folder, "results"))).toBe(false);
});

test("the results folder that cannot be written is named, exit 1", () => {
  const folder = workplace();
  writeFileSync(join(folder, "results"), "a file");
  const { status, stderr } = assay(folder, ["spec.yaml", "--quiet"]);
  expect(stderr).toBe("error: [runs/store] cannot look at results/tiny: not a folder (ENOTDIR)\n");
  expect(status).toBe(1);
});

test("a run that is being trained, or whose place is taken, is refused: exit 3, one line, nothing touched", async () => {
  const folder = workplace({ pace: 100 });
  const { child, says, ended } = start(FAKE, folder, ["spec.yaml", "--json"]);
  await says("1/2");
  const held = assay(folder, ["spec.yaml", "--quiet"]);
  expect(held.status).toBe(3);
  expect(held.stderr).toMatch(
    /^error: \[runs\/store\] run seed1-\w+ is being trained by process \d+; wait for it or stop it\n$/,
  );
  expect(assay(folder, ["list", "--format", "csv"]).stdout).toContain(",running,");
  child.kill("SIGINT");
  const { path } = JSON.parse((await ended).stdout) as { path: string };
  writeFileSync(join(folder, path, "thesis.txt"), "five years");
  const taken = assay(folder, ["spec.yaml", "--quiet", "--force"]);
  expect(taken.status).toBe(3);
  expect(taken.stderr).toContain(`[runs/store] ${path} holds "thesis.txt", which is no file of a run`);
  expect(readFileSync(join(folder, path, "thesis.txt"), "utf8")).toBe("five years");
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s stops soon with valid files, status interrupted and exit %i", async (signal, code) => {
  const folder = workplace({ pace: 20 });
  const { child, says, ended } = start(FAKE, folder, ["spec.yaml", "--json"]);
  await says("1/2");
  child.kill(signal);
  const { status, stdout } = await ended;
  expect(status).toBe(code);
  const record = JSON.parse(stdout);
  expect(record).toMatchObject({ status: "interrupted", epochs: 1, test: null });
  expect(readdirSync(join(folder, "results", "tiny")), "no lock, no temporary file").toHaveLength(1);
  expect(readdirSync(join(folder, record.path)).sort()).toEqual([
    ...["checkpoints", "metrics.jsonl", "model.json", "model.safetensors"],
    ...["resolved.yaml", "run.json", "spec.yaml"],
  ]);
});

test("list, show and compare read what run has written", () => {
  const folder = workplace();
  for (const seed of ["1", "2"]) assay(folder, ["spec.yaml", "--seed", seed, "--quiet"]);
  expect(assay(folder, ["list"]).stdout).toMatch(
    /^\| run .*\n\| -.*\n\| tiny\/seed1-.* completed \| .*\n\| tiny\/seed2-/,
  );
  const shown = assay(folder, ["show", "tiny/seed1"]).stdout;
  for (const text of ["Status          completed", "Tested          1 time on", "Final weights   2222", "type: sgd"])
    expect(shown).toContain(text);
  for (const args of [["tiny"], ["results/tiny"], ["results"], [], ["tiny/seed1", "tiny/seed2", "tiny"]]) {
    const { rows } = JSON.parse(assay(folder, ["compare", ...args, "--json"]).stdout);
    expect(rows, args.join(" ")).toMatchObject([{ run: "tiny (n=2)", n: 2, seeds: [1, 2] }]);
  }
  expect(assay(folder, ["compare"]).stdout).toContain("| tiny (n=2) | 88.15 ± 0.07 % |");
  expect(assay(folder, ["compare", "--out", "elsewhere"]).status).toBe(3);
});

test("compare takes what an older record lacks for today's default", () => {
  const folder = workplace();
  const [old, recent] = ["1", "2"].map((seed) => {
    const { path } = JSON.parse(assay(folder, ["spec.yaml", "--seed", seed, "--json"]).stdout);
    return join(folder, path, "resolved.yaml");
  });
  const rows = () => JSON.parse(assay(folder, ["compare", "--json"]).stdout).rows;
  writeFileSync(
    recent ?? "",
    `${readFileSync(recent ?? "", "utf8")}loss: { type: cross_entropy, label_smoothing: 0 }\n`,
  );
  expect(rows()).toMatchObject([{ n: 2, seeds: [1, 2], changed: {} }]);
  writeFileSync(old ?? "", `${readFileSync(old ?? "", "utf8")}loss: { type: cross_entropy, label_smoothing: 0.1 }\n`);
  expect(rows().map(({ changed }: { changed: object }) => changed)).toEqual(
    expect.arrayContaining([{ "loss.label_smoothing": 0.1 }, { "loss.label_smoothing": 0 }]),
  );
});

test("paths are relative to the folder in which a package manager was called", () => {
  const root = temporaryFolder();
  mkdirSync(join(root, "experiments"));
  writeFileSync(join(root, "experiments", "spec.yaml"), stringify(SPEC));
  const called = { env: { INIT_CWD: join(root, "experiments") } };
  expect(JSON.parse(assay(root, ["spec.yaml", "--json"], called).stdout).path).toMatch(/^results\/tiny\//);
  expect(JSON.parse(assay(root, ["spec.yaml", "--json", "--out", "mine"], called).stdout).path).toMatch(
    /^experiments\/mine\//,
  );
  expect(assay(root, ["experiments/spec.yaml", "--quiet"], called).status, "a path from the root is found too").toBe(0);
  const inherited = assay(join(root, "experiments"), ["spec.yaml", "--quiet"], { env: { INIT_CWD: root } });
  expect(inherited.status, "a value from elsewhere does not count").toBe(0);
  expect(existsSync(join(root, "experiments", "results"))).toBe(true);
});

test("a reader that is gone before it saw anything is told of in one line", async () => {
  const folder = workplace();
  assay(folder, ["spec.yaml", "--quiet"]);
  const { child, ended } = start(FAKE, folder, ["show", "tiny"]);
  child.stdout.destroy();
  const says = "error: [runner/commands] cannot write the result to stdout: nobody reads it any more (EPIPE)\n";
  expect(await ended).toMatchObject({ status: 0, stderr: says });
});
