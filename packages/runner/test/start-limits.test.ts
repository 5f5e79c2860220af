import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { tooSmallHeap } from "../src/start-limits.ts";
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

/** What Node has taken of something when it has started, before it has loaded a module of ours. */
function taken(expression: string): number {
  return Number(spawnSync(process.execPath, ["-p", expression], { encoding: "utf8" }).stdout);
}

/** `list` under a limit of the shell's `ulimit`. */
function listUnder(limit: string) {
  const script = `ulimit ${limit} && exec "$0" "$@"`;
  return spawnSync("sh", ["-c", script, process.execPath, ASSAY, "list"], { encoding: "utf8" });
}

const onLinux = test.runIf(process.platform === "linux");

onLinux("a limit on open files that leaves none to start with is named, exit 1", () => {
  const { status, stderr } = listUnder(`-n ${taken('fs.readdirSync("/proc/self/fd").length') + 3}`);
  expect(stderr).toMatch(/^error: \[runner\] [^\n]*\(ulimit -n\); raise the limit: "ulimit -n 1024"\n$/);
  expect(status).toBe(1);
});

onLinux("so is one on address space, from where Node itself can load a module to where there is enough", () => {
  const bare = taken('/VmSize:\\s+(\\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))[1]');
  const ended = [160, 200, 240, 280, 320, 360].map((more) => listUnder(`-v ${bare + 1024 * more}`));
  expect(ended.filter(({ status }) => status === 1).map(({ stderr }) => stderr)).toContainEqual(
    expect.stringMatching(
      /^error: \[runner\] the address space [^\n]* MiB \(ulimit -v\), of which Node has taken \d+; raise the limit: "ulimit -v unlimited"\n$/,
    ),
  );
});
