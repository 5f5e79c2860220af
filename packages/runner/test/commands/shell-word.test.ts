import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { shellWord } from "../../src/commands/shell-word.ts";

const hasBash = spawnSync("bash", ["-c", "true"]).status === 0;
const WORDS = [
  "",
  "a b",
  "it's",
  "$HOME",
  "a\\b",
  "`id`",
  "!x",
  "ü",
  "*.yaml",
  "\u001b[31m'\\",
  "a\nb\u202ec",
  "\t",
  "\u200bx\ufeff",
];

test.skipIf(!hasBash).each(WORDS)("bash reads back the word %j (needs bash)", (word) => {
  const { stdout } = spawnSync("bash", ["-c", `printf %s ${shellWord(word)}`], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" },
  });
  expect(stdout).toBe(word);
});

test("a word stands in quotes only where it must, and never shows what drives a terminal", () => {
  expect(shellWord("results/cnn-adam/seed1-0a1b2c3d")).toBe("results/cnn-adam/seed1-0a1b2c3d");
  expect(shellWord("a b")).toBe("'a b'");
  expect(shellWord("a\u001b'\\\n")).toBe("$'a\\u001b\\'\\\\\\u000a'");
});
