import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test, vi } from "vitest";
import { type Listed, listExperiment, listRuns, openRun, readRun } from "../src/index.ts";
import { fakeOutcome } from "./fake-outcome.ts";
import { read, request, temporaryFolder } from "./sample-runs.ts";

// Tests may run as root, to whom no folder is closed: one that cannot be read is a fake.
vi.mock("node:fs", { spy: true });
const { readdirSync: realReaddir } = await vi.importActual<typeof import("node:fs")>("node:fs");

function completed(results: string, spec: object = {}): string {
  const asked = request(results, spec);
  const run = openRun(asked);
  run.add({ epoch: 1, step: 10, lr: 0.1, train: { loss: 1, accuracy: 0.5 }, seconds: 1, samples_per_second: 10 });
  run.finish(fakeOutcome(asked.loaded, asked), 1);
  return run.path;
}

test("runs are listed by experiment and name, files and hidden folders left out", () => {
  const results = temporaryFolder();
  for (const name of ["b", "a", "B"]) for (const seed of [10, 2]) completed(results, { name, seed });
  writeFileSync(join(results, "benchmarks.md"), "");
  mkdirSync(join(results, ".hidden", "run"), { recursive: true });
  expect(listRuns(results).map(({ run }) => run.replace(/-\w+$/, ""))).toEqual([
    ...["B/seed10", "B/seed2", "a/seed10", "a/seed2", "b/seed10", "b/seed2"],
  ]);
  expect(listRuns(join(results, "nothing"))).toEqual([]);
});

test("a linked folder is listed with what is wrong with it, a link to nothing or to a file is none", () => {
  const results = temporaryFolder();
  const [elsewhere, damage] = [temporaryFolder(), expect.stringContaining("is a symbolic link")];
  completed(elsewhere, { name: "b" });
  completed(results, { name: "c" });
  symlinkSync(join(elsewhere, "b"), join(results, "b"));
  symlinkSync(join(elsewhere, "b"), join(results, "c", "linked"));
  symlinkSync(join(elsewhere, "nothing"), join(results, "nothing"));
  symlinkSync(import.meta.filename, join(results, "file"));
  const [b, linked, c, ...none] = listRuns(results);
  expect(b).toEqual({ run: "b", path: join(results, "b"), damage });
  expect(linked).toEqual({ run: "c/linked", path: join(results, "c", "linked"), damage });
  expect(c).toHaveProperty("stored.record.name", "c");
  expect(none).toEqual([]);
});

test("a folder that cannot be read hides no other", () => {
  const results = temporaryFolder();
  for (const name of ["a", "b", "c"]) completed(results, { name });
  const unreadable = join(results, "b");
  vi.mocked(readdirSync).mockImplementation(((path: string, options: { withFileTypes: true }) => {
    if (path === unreadable) throw Object.assign(new Error("EACCES"), { code: "EACCES" });
    return realReaddir(path, options);
  }) as typeof readdirSync);
  const [a, b, c] = listRuns(results);
  expect([a, c].map((entry) => entry && "stored" in entry)).toEqual([true, true]);
  expect(b).toEqual({ run: "b", path: unreadable, damage: "cannot be read: permission denied (EACCES)" });
  expect(listExperiment(unreadable, "b")).toEqual([b]);
});

test.each([
  ["run.json is not valid JSON", (path: string) => writeFileSync(join(path, "run.json"), "{")],
  ["run.json does not hold an object", (path: string) => writeFileSync(join(path, "run.json"), "null")],
  ["run.json is missing", (path: string) => rmSync(join(path, "run.json"))],
  ["resolved.yaml is missing", (path: string) => rmSync(join(path, "resolved.yaml"))],
  ['run.json: "seed" is -1', (path: string) => edit(path, { seed: -1 })],
  ['run.json: "hashes" is {"spec":3}', (path: string) => edit(path, { hashes: { spec: 3 } })],
  ['run.json: "status" is missing', (path: string) => edit(path, { status: undefined })],
])("a damaged run is listed with its reason (%s), the others as they are", (reason, damage) => {
  const results = temporaryFolder();
  const path = completed(results, { seed: 1 });
  completed(results, { seed: 2 });
  damage(path);
  const [first, second] = listRuns(results);
  expect(first).toMatchObject({ path, damage: reason });
  expect(second).toMatchObject({ stored: { record: { status: "completed", seed: 2 } } });
});

const DEEP = `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`;
/** A change of run.json that no reader may be shown, and what is said of it. */
const CHANGES: readonly [object, string][] = [
  [{ error: 5 }, '"error" is 5'],
  [{ divergence: {} }, '"divergence" is {}'],
  [
    { divergence: { step: "\u001b[31m", epoch: 1, tensor: "x" } },
    '"divergence" is {"step":"\\u001b[31m","epoch":1,"tensor":"x"}',
  ],
  [{ started: "\u001b[31m" }, '"started" is "\\u001b[31m"'],
  [{ started: "2026-13-02T03:04:05.000Z" }, '"started" is "2026-13-02T03:04:05.000Z"'],
  [{ hashes: { spec: "../x", data: null, initial_weights: null, final_weights: null } }, '"hashes" is {"spec":"../x",'],
  [{ name: "../../etc" }, '"name" is "../../etc"'],
  [{ name: "a\u202eb" }, '"name" is "a'],
  [{ test: { loss: "0.1" } }, '"test" is {"loss":"0.1"}'],
  [{ test: { accuracy: 1 } }, '"test" is {"accuracy":1}'],
  [{ metrics: [{ name: "toString", better: "higher", shown: "percent" }] }, '"metrics" is [{"name":"toString",'],
  [{ metrics: Array(101).fill({ name: "a", better: "higher", shown: "percent" }) }, '"metrics" is [{"name":"a",'],
  [{ classes: [{ name: "a", examples: -1 }] }, '"classes" is [{"name":"a","examples":-1}]'],
  [{ stopped_early: "yes" }, '"stopped_early" is "yes"'],
  [{ seconds: -1 }, '"seconds" is -1'],
  [{ machine: "x".repeat(1e6) }, '"machine" is "xxx'],
];

test.each(CHANGES)("what run.json must not hold is damage, told in a line of bounded length: %j", (change, says) => {
  const path = completed(temporaryFolder());
  edit(path, change);
  const [entry] = listRuns(join(path, "..", ".."));
  const { damage } = entry as Extract<Listed, { damage: string }>;
  expect(damage.startsWith(`run.json: ${says}`), damage).toBe(true);
  expect(damage.length).toBeLessThan(100);
});

test.each([
  ["nests deeper than 32 levels", DEEP],
  ["nests deeper than 32 levels", "[".repeat(1e6)],
  ["is not valid JSON", `${"[]".repeat(1000)}`],
  ["is not valid JSON", '{"a": "[[[[\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["'],
])("of JSON that %s nothing is built", (says, source) => {
  const path = completed(temporaryFolder());
  writeFileSync(join(path, "run.json"), source);
  expect(() => readRun(path)).toThrow(`run.json ${says}`);
});

test("infinity is not a number that a record may hold", () => {
  const path = completed(temporaryFolder());
  writeFileSync(join(path, "run.json"), read(path, "run.json").replace(/"seconds": [^,]+/, '"seconds": 1e999'));
  expect(() => readRun(path)).toThrow('run.json: "seconds" is null');
});

test("keys that are not known are let through, and nobody sees them", () => {
  const path = completed(temporaryFolder());
  const { record } = readRun(path);
  const text = read(path, "run.json")
    .replace(/^\{/, '{ "later": "\\u001b[31m", "__proto__": { "seed": 9 },')
    .replace('"cpu"', '"gpu": "later", "cpu"')
    .replace('"loss"', '"_later": {}, "loss"');
  writeFileSync(join(path, "run.json"), text);
  expect(readRun(path).record).toEqual(record);
  expect(JSON.stringify(readRun(path).record)).toBe(JSON.stringify(record));
});

test("an error of any length is a record's, and so much of it is read as can be shown", () => {
  const path = completed(temporaryFolder());
  edit(path, { error: "x".repeat(1e6) });
  expect(readRun(path).record.error).toBe(`${"x".repeat(1000)}…`);
});

test("of many damaged lines a few are named", () => {
  const path = completed(temporaryFolder());
  appendFileSync(join(path, "metrics.jsonl"), `{}\n${DEEP}\n"${"x".repeat(2 ** 20)}"\n${"1\n".repeat(1000)}`);
  const { epochs, notes } = readRun(path);
  expect(epochs).toHaveLength(1);
  expect(notes).toHaveLength(6);
  expect(notes[0]).toBe("metrics.jsonl: line 2 is damaged and left out");
  expect(notes.at(-1)).toBe("metrics.jsonl: so are 998 more");
});

const edit = (path: string, change: object) =>
  writeFileSync(join(path, "run.json"), JSON.stringify({ ...JSON.parse(read(path, "run.json")), ...change }));

test("a torn last line of metrics.jsonl loses that record alone", () => {
  const path = completed(temporaryFolder());
  appendFileSync(join(path, "metrics.jsonl"), '{"epoch":2,"step":20,"tra');
  const { epochs, notes } = readRun(path);
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1]);
  expect(notes).toEqual(["metrics.jsonl: line 2 is damaged and left out"]);
});

test.each([
  ["null", "null"],
  ["no epoch", { epoch: undefined }],
  ["an epoch of 0", { epoch: 0 }],
  ["half a step", { step: 1.5 }],
  ["a learning rate in words", { lr: "0.1" }],
  ["no figures", { train: undefined }],
  ["figures that are none", { validation: { loss: 1, accuracy: [1] } }],
  ["a test split that is a number", { test: 1 }],
  ["a time in words", { seconds: "1" }],
  ["a speed that is an object", { samples_per_second: {} }],
])("a line of metrics.jsonl with %s is left out with a note", (_, change) => {
  const path = completed(temporaryFolder());
  const good = { epoch: 2, step: 20, lr: null, train: { loss: null }, seconds: null, samples_per_second: null };
  const bad = typeof change === "string" ? change : JSON.stringify({ ...good, ...change });
  appendFileSync(join(path, "metrics.jsonl"), `${bad}\n${JSON.stringify(good)}\n`);
  const { epochs, notes } = readRun(path);
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(notes).toEqual(["metrics.jsonl: line 2 is damaged and left out"]);
});

test("a run that was moved is known by its new place", () => {
  const results = temporaryFolder();
  const path = completed(results);
  edit(path, { run: "../../etc", path: "/etc" });
  expect(readRun(path).record.path).toBe(path);
  expect(readRun(path).record.run).toMatch(/^tiny\/seed1-[0-9a-f]{8}$/);
});

test("a finished run is there at every moment: it is read where it was moved aside, until another takes its place", () => {
  const asked = request(temporaryFolder());
  const { path } = openRun(asked).finish(fakeOutcome(asked.loaded, asked), 111);
  const aside = join(dirname(path), `.${basename(path)}.old`);
  renameSync(path, aside);
  const run = `tiny/${basename(path)}`;
  expect(readRun(path).record).toMatchObject({ run, path: aside, status: "completed", seconds: 111 });
  expect(listRuns(asked.results)).toMatchObject([{ run, path: aside, stored: { record: { run, seconds: 111 } } }]);
  const chosenFrom: string[] = [];
  listExperiment(dirname(path), "tiny", (folder) => chosenFrom.push(folder) > 0);
  expect(chosenFrom, "who chooses by the folder is asked about the one that is there").toEqual([aside]);
  mkdirSync(path);
  expect(listRuns(asked.results), "the new one alone").toMatchObject([{ run, path, damage: "run.json is missing" }]);
  renameSync(aside, join(dirname(path), "..", ".other.old"));
  expect(listRuns(asked.results), "no experiment is moved aside").toHaveLength(1);
});
