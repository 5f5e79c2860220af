import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
/** Nothing can be installed, built or found: a script that only explains does not need it. */
const env = { PATH: "/nonexistent", HOME: "/nonexistent" };

const run = (name: string, ...args: string[]) => {
  const [node, ...script] = (scripts[name] ?? "").split(" ");
  expect(node).toBe("node");
  const { status, stdout, stderr } = spawnSync(process.execPath, [...script, ...args], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
};

describe.each(["kernels", "bench", "check-bits", "schema"])("pnpm run %s", (name) => {
  it.each(["--help", "-h"])("%s explains and does nothing else", (flag) => {
    const { status, stdout, stderr } = run(name, flag);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Usage: pnpm run ${name}\\b.*\\n\\n`));
    expect(stdout).not.toContain("experiment.schema.json\n");
  });

  it("refuses a flag that it does not know: one line, exit 2", () => {
    const { status, stdout, stderr } = run(name, "--hlep");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]*--hlep[^\n]*\n$/);
  });
});

it("check-bits takes major versions and nothing else", () => {
  expect(run("check-bits", "22", "latest")).toEqual({
    status: 2,
    stdout: "",
    stderr: 'error: [scripts] unexpected argument "latest"; see --help\n',
  });
});
