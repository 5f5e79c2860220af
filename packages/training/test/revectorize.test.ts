import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeMachine } from "@assay/kernels/self-test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

let home = "";
const outcomes = () => join(home, "assay", "revectorize");

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-cache-"));
  vi.stubEnv("XDG_CACHE_HOME", home);
  vi.resetModules(); // what a process has decided holds for it
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

/** What a process decides, and what it says. */
async function decide() {
  const { revectorizeWhereEqual } = await import("../src/revectorize.ts");
  const said: string[] = [];
  const merged = await revectorizeWhereEqual("fused", (line) => said.push(line));
  return { merged, said };
}

/** Leaves an outcome, as an earlier process would. */
function keep(text: string): void {
  mkdirSync(outcomes(), { recursive: true });
  writeFileSync(join(outcomes(), `${describeMachine("fused")}.json`), text);
}

test.runIf(process.arch === "x64")("the self-test runs once, and its outcome is kept", async () => {
  expect(await decide()).toEqual({
    merged: expect.any(Boolean), // where the processor has no wider vectors, they are slower
    said: ["Testing, once on this machine, that wider vectors give the same bits …"],
  });
  const [file = ""] = readdirSync(outcomes());
  expect(JSON.parse(readFileSync(join(outcomes(), file), "utf8"))).toEqual({
    equal: true,
    faster: expect.any(Boolean),
    differ: [],
  });
  vi.resetModules();
  expect((await decide()).said).toEqual([]);
});

test.runIf(process.arch === "x64")("vectors that gave the same bits in less time before are merged", async () => {
  keep('{"equal":true,"faster":true,"differ":[]}');
  expect(await decide()).toEqual({ merged: true, said: [] });
});

test("vectors that were slower before stay as they are", async () => {
  keep('{"equal":true,"faster":false,"differ":[]}');
  expect(await decide()).toEqual({ merged: false, said: [] });
});

test("where it has failed before, the vectors stay as they are, in silence", async () => {
  keep('{"equal":false,"faster":true,"differ":["softmax"]}');
  expect(await decide()).toEqual({ merged: false, said: [] });
});

test.runIf(process.arch === "x64").each(["", "{", '{"equal":"yes"}'])(
  "a damaged outcome, %j, counts for nothing",
  async (text) => {
    keep(text);
    expect((await decide()).said).toHaveLength(1);
  },
);
