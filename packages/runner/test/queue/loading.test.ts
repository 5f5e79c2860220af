import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { ASSAY } from "../commands/processes.ts";
import { writeSweep } from "./sweep-file.ts";

/** Writes the address of each module that is loaded to stderr. */
const WATCH = `import { registerHooks } from "node:module";
import { writeSync } from "node:fs";
registerHooks({ load(url, context, next) { writeSync(2, url + "\\n"); return next(url, context); } });`;

test.each([
  ["--help"],
  ["list"],
  ["sweep", "FILE", "--dry-run"],
  ["sweep", "FILE", "--jobs", "1", "--quiet"],
  ["worker", "--help"],
])("the libraries of the queue are not loaded without --queue: %s %s %s", (...args) => {
  expect(loadedBy(args)).not.toMatch(/bullmq|ioredis/);
});

test("with it they are", () => {
  expect(loadedBy(["worker", "--queue", "redis://127.0.0.1:1"])).toMatch(/ioredis/);
});

function loadedBy(args: readonly string[]): string {
  const folder = temporaryFolder();
  const file = writeSweep(folder, "loading");
  const words = args.map((word) => (word === "FILE" ? file : word));
  const watch = `data:text/javascript,${encodeURIComponent(WATCH)}`;
  const { stderr } = spawnSync(process.execPath, ["--import", watch, ASSAY, ...words], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stderr).toContain("commands/main.ts");
  return stderr;
}
