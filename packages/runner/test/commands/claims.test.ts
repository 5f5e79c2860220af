import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { acquireLock } from "@assay/runs/store";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { createClaims } from "../../src/commands/claims.ts";

/** Lets the locks in a folder be those of a process on another host. @returns their names */
function moveElsewhere(folder: string): string[] {
  return readdirSync(folder).map((name) => {
    const parts = name.split(".");
    parts[6] = "ffffffff";
    renameSync(join(folder, name), join(folder, parts.join(".")));
    return parts.join(".");
  });
}

test("of trials that a process of another host has, it is said once after some seconds who has them, and what to delete", () => {
  const folder = temporaryFolder();
  for (const number of [0, 1]) acquireLock(folder, `trial${number}`);
  const [first = ""] = moveElsewhere(folder);
  const said: string[] = [];
  let now = 100;
  const claim = createClaims(folder, { say: (line) => said.push(line), seconds: () => now });
  expect([claim(0), claim(1)]).toEqual([undefined, undefined]);
  now += 9;
  claim(0);
  expect(said).toEqual([]);
  now += 1;
  for (const number of [0, 1, 0]) claim(number);
  const files = join(folder, first.replace(".trial0.", ".trial*."));
  expect(said).toEqual([
    `Trial 1 is waited for: process ${process.pid} of another machine has it. If that has ended, delete ${files}`,
  ]);
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  claim(0)?.();
  expect(readdirSync(folder)).toEqual([]);
});

test("of a process that lives on this machine nothing is said", () => {
  const folder = temporaryFolder();
  const release = acquireLock(folder, "trial0");
  const said: string[] = [];
  let now = 0;
  const claim = createClaims(folder, { say: (line) => said.push(line), seconds: () => (now += 100) });
  expect([claim(0), claim(0), said]).toEqual([undefined, undefined, []]);
  release();
  expect(claim(0)).toBeTypeOf("function");
});
