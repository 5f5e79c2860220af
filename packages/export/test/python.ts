import { spawnSync } from "node:child_process";
import { join } from "node:path";

const PYTHON = "/usr/bin/python3";

const has = (module: string): boolean => spawnSync(PYTHON, ["-c", `import ${module}`]).status === 0;

/** What a test needs of Debian's Python, and a title that says why it is left out. */
export const needs = (module: "onnx" | "torch" | "google.protobuf" | "ast") => {
  const found = has(module);
  return {
    found,
    title: (text: string) =>
      found ? text : `${text} (left out: ${PYTHON} has no module ${module}, which .ci/run installs)`,
  };
};

/** Runs one of the scripts beside this file. @throws Error with what it said */
export function python(script: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(import.meta.dirname, script), ...args], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
