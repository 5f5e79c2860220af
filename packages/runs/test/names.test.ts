import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkName, openRun, RefusedError, runName, UsageError } from "../src/index.ts";
import { DATA } from "./fake-outcome.ts";
import { find, request, temporaryFolder } from "./sample-runs.ts";

test.each([
  "",
  ".",
  "..",
  "a/b",
  "a\\b",
  "/etc",
  "../a",
  "a..b",
  ".hidden",
  "a\0b",
  "a\nb",
  "ü",
  " a",
  "x".repeat(300),
  "x".repeat(81),
  ...["CON", "con", "Prn", "aux", "NUL", "nul.txt", "COM1", "com9.tar.gz", "lpt1", "LPT9.a"],
  ...["a.", "a ", "1.", "a\u202e"],
])("the name %j is refused and nothing is written", (name) => {
  const results = join(temporaryFolder(), "results");
  expect(() => openRun(request(results, { name }))).toThrow(UsageError);
  expect(() => find(request(results, { name }))).toThrow(UsageError);
  expect(() => readdirSync(results)).toThrow("ENOENT");
});

test.each([
  ...["a", "cnn-adam", "v1.2_b", "0", "x".repeat(80), "a_", "b-"],
  ...["con1", "console", "icon", "com0", "com10", "aux_", "nul-1", "a.con"],
])("the name %j is taken", (name) => {
  expect(checkName(name)).toBe(name);
});

test("a run is named after its seed, its spec, its data and its numerics", () => {
  const run = { seed: 7, spec: "0123456789abcdef", data: DATA, numerics: "fused" } as const;
  const hash = createHash("sha256").update(`${run.spec}\n${DATA}`).digest("hex").slice(0, 8);
  expect(runName(run)).toBe(`seed7-${hash}`);
  expect(runName({ ...run, numerics: "strict" })).toBe(`seed7-${hash}-strict`);
  expect(runName({ ...run, data: "other" })).not.toBe(runName(run));
});

test("nothing is written through a linked experiment folder", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "outside"));
  mkdirSync(join(folder, "results"));
  symlinkSync(join(folder, "outside"), join(folder, "results", "tiny"));
  expect(() => openRun(request(join(folder, "results")))).toThrow("is a symbolic link: nothing is written through one");
  expect(() => find(request(join(folder, "results")))).toThrow(RefusedError);
  expect(readdirSync(join(folder, "outside"))).toEqual([]);
});

test("nothing is written through a linked run folder", () => {
  const folder = temporaryFolder();
  const results = join(folder, "results");
  mkdirSync(join(folder, "outside"));
  mkdirSync(join(results, "tiny"), { recursive: true });
  const { loaded } = request(results);
  symlinkSync(
    join(folder, "outside"),
    join(results, "tiny", runName({ seed: 1, spec: loaded.hash, data: DATA, numerics: "fused" })),
  );
  expect(() => openRun(request(results))).toThrow("is a symbolic link: nothing is written through one");
  expect(readdirSync(join(folder, "outside"))).toEqual([]);
});

test("a file in the place of a folder is named", () => {
  const results = temporaryFolder();
  writeFileSync(join(results, "tiny"), "");
  expect(() => openRun(request(results))).toThrow(`${join(results, "tiny")} is not a folder`);
});

test.runIf(existsSync("/proc/self"))("a folder that a file system refuses is named, and nobody waits for it", () => {
  expect(() => openRun(request("/proc/none/results"))).toThrow("cannot create /proc/none/results/tiny: no such file");
});

test.each([
  ["CON", "is a name that Windows keeps for a device"],
  ["nul.d", "is a name that Windows keeps for a device"],
  ["COM1", "is a name that Windows keeps for a device"],
  ["com²", "is a name that Windows keeps for a device"],
  ["conout$", "is a name that Windows keeps for a device"],
  ["results.", "ends in a dot or a blank, which Windows drops"],
  ["results ", "ends in a dot or a blank, which Windows drops"],
])("a results folder %j is not created, nor one above it", (name, fault) => {
  const folder = temporaryFolder();
  for (const results of [join(folder, name), join(folder, name, "inner")]) {
    const message = `[runs/store] the folder "${join(folder, name)}" cannot be created: ${name} ${fault}; use another name`;
    expect(() => openRun(request(results))).toThrow(expect.objectContaining({ name: "UsageError", message }));
  }
  expect(readdirSync(folder)).toEqual([]);
});

test("a results folder that is there is used, whatever it is called", () => {
  const results = join(temporaryFolder(), "aux");
  mkdirSync(results);
  openRun(request(results)).fail("stopped", 0);
  expect(readdirSync(join(results, "tiny"))).toHaveLength(1);
});

test("folders above the results are created", () => {
  const results = join(temporaryFolder(), "a", "b", "results");
  openRun(request(results)).fail("stopped", 0);
  expect(readdirSync(join(results, "tiny"))).toHaveLength(1);
});
