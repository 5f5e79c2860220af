/** Interruptions, verification and forks as a user meets them: processes, the real trainer on MNIST, real files. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { RunRecord } from "@assay/runs";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { ASSAY, finish, start } from "./processes.ts";

const TINY = join(import.meta.dirname, "../../../training/test/tiny.yaml");
/** Everything that keeps state, in epochs of 17 steps; a checkpoint an epoch. */
const SET = [
  "training.epochs=40",
  "training.eval_every=5",
  "training.checkpoint={ every_epochs: 1, keep: 50 }",
  "training.ema={ decay: 0.9 }",
];
const flags = (...sets: readonly string[]) => sets.flatMap((set) => ["--set", set]);

const assay = (cwd: string, ...args: string[]) => finish(ASSAY, cwd, args);
/** A command whose result is a record. */
function record(cwd: string, ...args: string[]): RunRecord {
  const { stdout, stderr, status } = assay(cwd, ...args, "--json");
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}
const figures = ({ hashes, train, validation, test: tested, epochs, steps, test_evaluations }: RunRecord) => ({
  ...{ hashes, train, validation, tested, epochs, steps, test_evaluations },
});
/** metrics.jsonl without its times. */
const epochs = (folder: string, { path }: RunRecord) =>
  readFileSync(join(folder, path, "metrics.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => ({ ...JSON.parse(line), seconds: 0, samples_per_second: 0 }));

test("killed, interrupted and resumed on other numbers of threads a run ends as the whole one; verify finds it identical", async () => {
  const [whole, folder] = [temporaryFolder(), temporaryFolder()];
  const command = ["run", TINY, ...flags(...SET), "--threads"];
  const uninterrupted = record(whole, ...command, "2");

  const killed = start(ASSAY, folder, [...command, "1"]);
  await killed.says(" 10/40 ");
  killed.child.kill("SIGKILL");
  await killed.ended;
  const listed = assay(folder, "list");
  expect(listed.stdout).toContain("interrupted");

  const stopped = start(ASSAY, folder, [...command, "3"]);
  await stopped.says("Going on from a checkpoint: step ");
  await stopped.says(" 20/40 ");
  stopped.child.kill("SIGTERM");
  const { status, stdout } = await stopped.ended;
  expect(status).toBe(143);
  expect(stdout).toContain("pnpm run resume tiny/seed7-");

  const resumed = record(folder, "resume", "tiny", "--threads", "2");
  expect(figures(resumed)).toEqual(figures(uninterrupted));
  expect(resumed).toMatchObject({ status: "completed", resumed: 2 });
  expect(epochs(folder, resumed)).toEqual(epochs(whole, uninterrupted));
  for (const name of [
    "chain.jsonl",
    "predictions.csv",
    "resolved.yaml",
    "worst.json",
    "model.json",
    "model.safetensors",
  ]) {
    const of = (root: string, { path }: RunRecord) => readFileSync(join(root, path, name));
    expect(of(folder, resumed).equals(of(whole, uninterrupted)), name).toBe(true);
  }

  const again = assay(folder, "resume", "tiny");
  expect(again.stderr).toContain("This run is there already");
  const verified = assay(folder, "verify", "tiny", "--threads", "1", "--quiet");
  expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining("identical  (8 epochs trained again") });
});

test("a repetition that is interrupted is kept and gone on with; the earlier result stays until it is whole", async () => {
  const folder = temporaryFolder();
  const command = ["run", TINY, ...flags("training.epochs=30", ...SET.slice(1))];
  const first = record(folder, ...command);
  const stopped = start(ASSAY, folder, [...command, "--force"]);
  await stopped.says(" 10/30 ");
  stopped.child.kill("SIGINT");
  const { status, stdout, stderr } = await stopped.ended;
  expect(status, stderr).toBe(130);
  expect(stderr).toContain("The earlier result stays. The repetition is kept in ");
  expect(stdout).toMatch(/pnpm run exp .* --force/);
  expect(record(folder, "show", "tiny")).toMatchObject({ status: "completed", seconds: first.seconds });

  const again = assay(folder, ...command, "--force", "--json");
  expect(again.stderr).toContain("The repetition goes on that was not finished");
  expect(again.stderr).toContain("Going on from a checkpoint: step ");
  const repeated: RunRecord = JSON.parse(again.stdout);
  expect(figures(repeated)).toEqual(figures(first));
  expect(epochs(folder, repeated)).toEqual(epochs(folder, first));
  expect(repeated.resumed).toBe(1);
  expect(readdirSync(dirname(join(folder, first.path)))).toHaveLength(1);
});

test("verify names the first epoch and tensor that differ, by replaying or from a sample of checkpoints, and exits with 3", () => {
  const folder = temporaryFolder();
  const made = record(folder, "run", TINY, ...flags("training.epochs=3", ...SET.slice(2)));
  const path = join(folder, made.path);
  const sampled = assay(folder, "verify", "tiny", "--sample", "2", "--json", "--quiet");
  expect(sampled.status).toBe(0);
  expect(JSON.parse(sampled.stdout).verification).toMatchObject({
    ...{ identical: true, epochs: 2, differences: [] },
    unchecked: [{ what: expect.arrayContaining(["final weights", "test figures", "predictions"]) }],
  });

  // A checkpoint of another run is no state of this one.
  record(folder, "run", TINY, ...flags("seed=8", "training.epochs=3", ...SET.slice(2)));
  const other8 = record(folder, "show", "tiny/seed8");
  const newest = join("checkpoints", "step-000000051.safetensors");
  const own = readFileSync(join(path, newest));
  writeFileSync(join(path, newest), readFileSync(join(folder, other8.path, newest)));
  const warning = `Warning: ${newest} is passed over: it is of spec`;
  expect(assay(folder, "verify", made.run, "--sample", "1", "--quiet")).toMatchObject({
    status: 3,
    stderr: expect.stringContaining(warning),
  });
  const evaluated = assay(folder, "evaluate", made.run, "--checkpoint", "latest", "--quiet");
  expect(evaluated).toMatchObject({ status: 0, stderr: expect.stringContaining(warning) });
  const forked = assay(folder, "fork", made.run, "--at", "2", "--set", "optimizer.lr=0.001", "--quiet");
  expect(forked).toMatchObject({ status: 0, stderr: expect.stringContaining(warning) });
  rmSync(join(folder, other8.path), { recursive: true });
  for (const name of readdirSync(dirname(path))) {
    if (name.endsWith("-fork")) rmSync(join(dirname(path), name), { recursive: true });
  }
  writeFileSync(join(path, newest), own);

  // Whoever alters figures and chain alike is found by training again.
  const resolved = join(path, "resolved.yaml");
  const original = readFileSync(resolved, "utf8");
  writeFileSync(resolved, original.replace("lr: 0.01", "lr: 0.02"));
  const other = assay(folder, "verify", "tiny", "--quiet");
  expect(other).toMatchObject({ status: 3, stdout: expect.stringContaining("resolved.yaml is read as another spec") });
  writeFileSync(resolved, original);

  const run = join(path, "run.json");
  writeFileSync(run, readFileSync(run, "utf8").replace(/("test": \{\s+"loss": )[\d.]+/, "$10.001"));
  const unseen = assay(folder, "verify", "tiny", "--quiet", "--sample", "1");
  expect(unseen).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("Unchecked  other epochs, final weights"),
  });
  const figure = assay(folder, "verify", "tiny", "--quiet");
  expect(figure).toMatchObject({ status: 3, stdout: expect.stringContaining("run.json: test.loss is ") });
});

test("verify names what is altered in a line that no hash covers: an epoch that was not evaluated, a step; and worst.json where it is gone", () => {
  const folder = temporaryFolder();
  const set = ["training.epochs=3", "training.eval_every=2", "training.record={ every_steps: 5 }"];
  const { path } = record(folder, "run", TINY, ...flags(...set));
  const file = join(folder, path, "metrics.jsonl");
  const text = readFileSync(file, "utf8");
  expect(assay(folder, "verify", "tiny", "--quiet")).toMatchObject({ status: 0 });
  rmSync(join(folder, path, "worst.json"));
  const absent = assay(folder, "verify", "tiny", "--quiet");
  expect(absent).toMatchObject({ status: 3, stdout: expect.stringContaining("worst.json: absent") });
  for (const [pattern, what] of [
    [/("step":10,.*?"loss":)[\d.]+/, /metrics\.jsonl: epoch 1: step 10: train\.loss is [\d.]+, recorded 7/],
    [/("step":17,.*?"loss":)[\d.]+/, /metrics\.jsonl: epoch 1: train\.loss is [\d.]+, recorded 7/],
  ] as const) {
    writeFileSync(file, text.replace(pattern, "$17"));
    const { status, stdout } = assay(folder, "verify", "tiny", "--quiet");
    expect({ status, stdout }).toEqual({ status: 3, stdout: expect.stringMatching(what) });
  }
});

test("a longer training goes on from a shorter one's end, to the bits of one that began at the beginning", () => {
  const [whole, folder] = [temporaryFolder(), temporaryFolder()];
  const constant = ["lr_schedule=constant", "training.checkpoint={ every_epochs: 1 }"];
  record(folder, "run", TINY, ...flags("training.epochs=2", ...constant));
  const longer = assay(folder, "run", TINY, ...flags("training.epochs=4", ...constant), "--json");
  expect(longer.stderr).toContain("has the first 2 of these epochs.");
  const direct = record(whole, "run", TINY, ...flags("training.epochs=4", ...constant));
  expect(figures(JSON.parse(longer.stdout))).toEqual(figures(direct));

  // The cosine's horizon is the training's length.
  record(folder, "run", TINY, ...flags("training.epochs=2", constant[1] ?? ""));
  const cosine = assay(folder, "run", TINY, ...flags("training.epochs=4", constant[1] ?? ""), "--quiet");
  expect(cosine.stderr).toContain("the schedule depends on the training's length. All are trained.");
});

test("the best epoch's weights are kept, and can be evaluated", () => {
  const folder = temporaryFolder();
  const set = ["training.epochs=3", "training.checkpoint={ best: validation.loss, every_epochs: 3 }"];
  record(folder, "run", TINY, ...flags(...set, "training.record={ test: true }"));
  const run = record(folder, "show", "tiny");
  const lines = epochs(folder, run);
  const best = lines.reduce((a, b) => (b.validation.loss < a.validation.loss ? b : a));
  const evaluated = assay(folder, "evaluate", "tiny", "--checkpoint", "best", "--json");
  expect(evaluated.stderr).toContain(`The weights are those of step ${best.step}, after ${best.epoch} epochs.`);
  expect(JSON.parse(evaluated.stdout).figures).toEqual(best.test);

  const file = join(folder, run.path, "checkpoints/best.safetensors");
  writeFileSync(
    file,
    readFileSync(file).map((byte, index) => (index === 5000 ? byte ^ 1 : byte)),
  );
  const damaged = assay(folder, "evaluate", "tiny", "--checkpoint", "best", "--quiet");
  expect(damaged).toMatchObject({ status: 1, stdout: "" });
  expect(damaged.stderr).toMatch(
    /^.*best\.safetensors is passed over: it is damaged: .* the checksum is not that of the content\n$/,
  );
  const none = assay(folder, "predict", "tiny", "x.png", "--checkpoint", "newest");
  expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining("Allowed choices are best, latest") });
});

test("the best epoch's state is taken along where a run is extended or forked, even if no later epoch is better", () => {
  const [whole, folder] = [temporaryFolder(), temporaryFolder()];
  const worsening = ["lr_schedule={ type: step, step_size: 2, gamma: 300 }"];
  const best = "training.checkpoint={ best: validation.loss, every_epochs: 2 }";
  const length = (epochs: number) => flags(`training.epochs=${epochs}`, ...worsening, best);
  const evaluated = (of: string, run: string) => {
    const { stdout, stderr, status } = assay(of, "evaluate", run, "--checkpoint", "best", "--json");
    expect(status, stderr).toBe(0);
    return { figures: JSON.parse(stdout).figures, of: stderr };
  };
  record(whole, "run", TINY, ...length(4));
  const expected = evaluated(whole, "tiny");
  expect(expected.of).toMatch(/after [12] epochs/);

  const short = record(folder, "run", TINY, ...length(2));
  const extended = assay(folder, "run", TINY, ...length(4), "--json");
  expect(extended.stderr).toContain("has the first 2 of these epochs.");
  const { run }: RunRecord = JSON.parse(extended.stdout);
  expect(evaluated(folder, run)).toEqual(expected);
  const sets = flags("training.epochs=4", "optimizer.weight_decay=0.9");
  const fork = record(folder, "fork", short.run, "--at", "2", ...sets);
  expect(evaluated(folder, fork.run).of).toMatch(/after \d epochs/);

  // Another best than the shorter training has kept is lost unless all is trained.
  const other = flags("training.epochs=5", ...worsening, "training.checkpoint={ best: train.loss, every_epochs: 2 }");
  const all = assay(folder, "run", TINY, ...other, "--quiet");
  expect(all.stderr).toContain("it kept no best epoch by train.loss. All are trained.");
});

test("a fork shares the epochs before it, is changed after them, and can be verified", () => {
  const folder = temporaryFolder();
  const parent = record(folder, "run", TINY, ...flags("training.epochs=4"));
  const forked = assay(folder, "fork", "tiny", "--at", "2", ...flags("optimizer.lr=0.001"), "--json");
  expect(forked.stderr).toContain("No checkpoint of epoch 2: training");
  const fork: RunRecord = JSON.parse(forked.stdout);
  expect(fork).toMatchObject({
    run: expect.stringMatching(/^tiny\/seed7-[0-9a-f]{8}-fork$/),
    ancestry: { run: parent.run, epoch: 2, set: ["optimizer.lr=0.001"] },
    epochs: 4,
  });
  expect(epochs(folder, fork).slice(0, 2)).toEqual(epochs(folder, parent).slice(0, 2));
  expect(fork.hashes.final_weights).not.toBe(parent.hashes.final_weights);
  expect(assay(folder, "verify", fork.run, "--quiet")).toMatchObject({ status: 0 });
  expect(readdirSync(dirname(join(folder, fork.path)))).toHaveLength(2);

  const start = join(folder, fork.path, "checkpoints/start.safetensors");
  writeFileSync(
    start,
    readFileSync(start).map((byte, index) => (index === 5000 ? byte ^ 1 : byte)),
  );
  const { status, stdout } = assay(folder, "verify", fork.run, "--quiet");
  expect({ status, stdout }).toEqual({
    status: 3,
    stdout: expect.stringContaining("checkpoints/start.safetensors: it is damaged: "),
  });
  // Killed before its first checkpoint; what it starts from is then lost.
  const path = join(folder, fork.path);
  const run = readFileSync(join(path, "run.json"), "utf8");
  writeFileSync(join(path, "run.json"), run.replace('"status": "completed"', '"status": "interrupted"'));
  for (const name of readdirSync(join(path, "checkpoints"))) rmSync(join(path, "checkpoints", name));
  const lost = assay(folder, "resume", fork.run, "--quiet");
  expect(lost).toMatchObject({
    status: 3,
    stderr: expect.stringContaining("checkpoints/start.safetensors, which the"),
  });
  expect(lost.stderr).toContain(`pnpm run fork ${parent.run} --at 2 --set optimizer.lr=0.001`);
  const again = record(folder, "fork", parent.run, "--at", "2", ...flags("optimizer.lr=0.001"));
  expect(figures(again)).toEqual(figures(fork));
});

test.each([
  [["--at", "2"], "a fork must differ from its run"],
  [["--at", "9", "--set", "optimizer.lr=1"], "has 2 epochs, got --at 9"],
  [["--at", "1", "--set", "optimizer.type=adam"], "a fork must differ from its run, and --set changes nothing of it"],
  [["--at", "1", "--set", "seed=3"], "seed must stay: another seed holds out other examples"],
  [["--at", "1", "--set", "data.validation=100"], "data must stay: the run has seen what it would be judged by"],
  [["--at", "1", "--set", "training.batch_size=10"], "an epoch must keep its 17 steps, got 60"],
  [["--at", "2", "--set", "optimizer.lr=1"], "the fork must train beyond epoch 2, at which it starts, got 2 epochs"],
] as const)("fork %j is refused with exit 2", (args, message) => {
  const { status, stderr } = assay(SHARED.folder(), "fork", "tiny", ...args);
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
});

test("a fork at an epoch that was not evaluated is refused before anything is computed", () => {
  const folder = temporaryFolder();
  const { path } = record(folder, "run", TINY, ...flags("training.epochs=5", "training.eval_every=2"));
  const refused = (stderr: string) => ({
    status: 2,
    stderr: `error: [runner/commands] epoch 3 was not evaluated; ${stderr}\n`,
  });
  const fork = () => {
    const { status, stderr } = assay(folder, "fork", "tiny", "--at", "3", "--set", "optimizer.lr=0.001");
    return { status, stderr };
  };
  expect(fork()).toEqual(refused("evaluated: 2, 4, 5"));
  rmSync(join(folder, path, "chain.jsonl")); // of a run that was killed
  expect(fork()).toEqual(refused("evaluated: 2, 4, 5"));
  expect(readdirSync(dirname(join(folder, path)))).toHaveLength(1);
});

/** One run for the tests that only look at it. */
const SHARED = {
  made: undefined as string | undefined,
  folder() {
    if (this.made !== undefined) return this.made;
    this.made = mkdtempSync(join(tmpdir(), "assay-fork-"));
    record(this.made, "run", TINY);
    return this.made;
  },
};
afterAll(() => SHARED.made !== undefined && rmSync(SHARED.made, { recursive: true, force: true }));
