import { spawn, spawnSync } from "node:child_process";
import { existsSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { SPEC, temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { ASSAY, FAKE, finish } from "./processes.ts";

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

test.skipIf(!existsSync(FULL))("the result says that the progress could not be written", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "spec.yaml"), stringify(SPEC));
  const { status, stdout } = spawnSync(process.execPath, [FAKE, "spec.yaml"], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", openSync(FULL, "w")],
  });
  expect(stdout).toMatch(/\nNot written {3}the progress, to stderr: no space left on the device \(ENOSPC\)\n$/);
  expect(status).toBe(0);
});

/** Runs a command whose stdout, or stderr, has lost its reader before anything is written. */
function unreadFromTheStart(folder: string, name: "stdout" | "stderr", args: readonly string[]) {
  const child = spawn(process.execPath, [FAKE, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  child[name].destroy();
  const other = child[name === "stdout" ? "stderr" : "stdout"];
  let shown = "";
  other.setEncoding("utf8").on("data", (chunk) => {
    shown += chunk;
  });
  return new Promise<{ status: number | null; shown: string }>((resolve) => {
    child.once("close", (status) => resolve({ status, shown }));
  });
}

test("a reader that has gone stops no training; the other stream tells, and the exit code is the training's", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "spec.yaml"), stringify(SPEC));
  const line = "[runner/commands] cannot write the result to stdout: nobody reads it any more (EPIPE)";
  expect(await unreadFromTheStart(folder, "stdout", ["spec.yaml", "--quiet"])).toEqual({
    status: 0,
    shown: `error: ${line}\n`,
  });
  const silent = await unreadFromTheStart(folder, "stderr", ["spec.yaml", "--seed", "7"]);
  expect(silent.status).toBe(0);
  expect(silent.shown).toContain("Not written   the progress, to stderr: nobody reads it any more (EPIPE)\n");
  const runs = readdirSync(join(folder, "results", "tiny"));
  expect(runs).toHaveLength(2);
  for (const run of runs) {
    expect(JSON.parse(readFileSync(join(folder, "results", "tiny", run, "run.json"), "utf8")).status).toBe("completed");
  }
});

test.skipIf(process.platform === "win32")("a table into a reader that has seen enough is quiet", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "spec.yaml"), stringify(SPEC));
  finish(FAKE, folder, ["spec.yaml", "--quiet"]);
  const { stdout, stderr } = spawnSync("sh", ["-c", `"$0" "$1" list | head -n 1`, process.execPath, FAKE], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stdout).toMatch(/^\| run /);
  expect(stderr).toBe("");
});

/** Lines of progress of a training that is too long to end, more of them than any pipe holds. */
const ENDLESS = `name: endless
data: { dataset: { type: synthetic, kind: xor } }
architecture: [{ type: linear, out_features: 2 }]
optimizer: { type: sgd, lr: 0.1 }
training: { epochs: 1000000, batch_size: full, checkpoint: { every_minutes: 10, keep: 1 } }
`;

test("a pipe that nobody reads keeps no training from going on, nor from being interrupted", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "endless.yaml"), ENDLESS);
  const child = spawn(process.execPath, [ASSAY, "endless.yaml", "--threads", "1"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"], // stderr is opened and never read
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const metrics = () => {
    const experiment = join(folder, "results", "endless");
    const [run] = existsSync(experiment) ? readdirSync(experiment).filter((entry) => !entry.startsWith(".")) : [];
    const file = join(experiment, run ?? "", "metrics.jsonl");
    return run !== undefined && existsSync(file) ? readFileSync(file, "utf8").split("\n").length : 0;
  };
  // 4,000 lines of some 70 characters: four times what the pipe takes.
  while (metrics() < 4000 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill("SIGINT");
  expect(await ended).toBe(130);
}, 60_000);
