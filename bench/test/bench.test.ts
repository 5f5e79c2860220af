import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { sections } from "../sections.ts";

const BENCH = fileURLToPath(new URL("../bench.ts", import.meta.url));

test.each([
  ["an unknown section", ["stesp"], 'error: [bench] unknown section "stesp"; did you mean "steps"?\n'],
  [
    "short rounds for a document",
    ["scaling", "--write", "--quick"],
    "error: [bench] --write and --quick exclude each other; leave one out\n",
  ],
  ["an unknown option", ["steps", "--peers"], "error: Unknown option '--peers'\n"],
])("%s: one clear line, exit 2, nothing measured", (_, args, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BENCH, ...args], { encoding: "utf8" });
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: "", stderr: message });
});

test("--help tells every section", () => {
  const help = execFileSync(process.execPath, [BENCH, "--help"], { encoding: "utf8" });
  for (const [name, { about }] of Object.entries(sections)) expect(help).toContain(`${name.padEnd(10)} ${about}`);
});

test("the README has a row for every section", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  for (const name of Object.keys(sections)) expect(readme).toContain(`| \`${name}\``);
});
