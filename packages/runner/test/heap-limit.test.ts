import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { tooSmallHeap } from "../src/heap-limit.ts";
import { ASSAY } from "./commands/processes.ts";

test("only a limit on the heap that is given, and small, is too small; the last one counts, as it does for Node", () => {
  expect(tooSmallHeap("--no-warnings")).toBeUndefined();
  expect(tooSmallHeap("--max-old-space-size=64")).toBeUndefined();
  expect(tooSmallHeap("--max_old_space_size 32 --max-old-space-size=512")).toBeUndefined();
  expect(tooSmallHeap("--max-old-space-size=512 --max-old-space-size=32")).toContain("only 32 MiB");
});

test.each([
  [["--max-old-space-size=20"], {}],
  [[], { NODE_OPTIONS: "--max-old-space-size=20" }],
])("a heap in which nothing can be done is one line, exit 1, and no stack trace of V8: %s %s", (flags, env) => {
  const { status, stderr } = spawnSync(process.execPath, [...flags, ASSAY, "list"], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  expect(stderr).toBe(
    "error: [runner] Node may use only 20 MiB for JavaScript (--max-old-space-size), at least 64 are needed; raise the limit or leave it out\n",
  );
  expect(status).toBe(1);
});
