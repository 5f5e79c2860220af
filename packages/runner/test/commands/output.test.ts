import { spawnSync } from "node:child_process";
import { existsSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { SPEC, temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { FAKE, finish } from "./processes.ts";

const FULL = "/dev/full";

test.skipIf(!existsSync(FULL)).each([
  ["run", ["spec.yaml", "--json", "--quiet"]],
  ["list", ["list"]],
  ["help", ["--help"]],
])("a result that cannot be written is one line on stderr, exit 1, and the run is kept: %s", (_, args) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "spec.yaml"), stringify(SPEC));
  if (args[0] === "list") finish(FAKE, folder, ["spec.yaml", "--quiet"]);
  const { status, stderr } = spawnSync(process.execPath, [FAKE, ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", openSync(FULL, "w"), "pipe"],
  });
  expect(stderr).toBe(
    "error: [runner/commands] cannot write the result to stdout: no space left on the device (ENOSPC)\n",
  );
  expect(status).toBe(1);
  if (args[0] === "--help") return;
  const [run = ""] = readdirSync(join(folder, "results", "tiny"));
  const record = JSON.parse(readFileSync(join(folder, "results", "tiny", run, "run.json"), "utf8"));
  expect(record.status).toBe("completed");
  expect(readdirSync(join(folder, "results", "tiny", run))).toContain("predictions.csv");
});

test.skipIf(!existsSync(FULL))("progress that cannot be written costs nothing but the progress", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "spec.yaml"), stringify(SPEC));
  const { status, stdout } = spawnSync(process.execPath, [FAKE, "spec.yaml", "--json"], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", openSync(FULL, "w")],
  });
  expect(JSON.parse(stdout)).toMatchObject({ status: "completed" });
  expect(status).toBe(0);
});
