import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** The command line with the real trainer, and with the one that only pretends. */
export const ASSAY = join(import.meta.dirname, "../../src/assay.ts");
export const FAKE = join(import.meta.dirname, "fake-assay.ts");

const { INIT_CWD: _, ASSAY_DEBUG: __, ...clean } = process.env;

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line to its end in the folder `cwd`, without a terminal. */
export function finish(
  script: string,
  cwd: string,
  args: readonly string[],
  env: object = {},
  input: string | Uint8Array = "",
): Ended {
  const options = { cwd, encoding: "utf8" as const, env: { ...clean, ...env }, input };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], options);
  return { status, stdout, stderr };
}

/** A command line that is running; it does not outlive the test. */
export interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves once stderr holds a text. Rejects when the process ends without it. */
  readonly says: (text: string) => Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts a command line. @param before a program that runs it */
export function start(script: string, cwd: string, args: readonly string[], before: readonly string[] = []): Started {
  const [program = "", ...words] = [...before, process.execPath, script, ...args];
  const child = spawn(program, words, { cwd, env: clean });
  onTestFinished(() => void child.kill("SIGKILL"));
  const shown = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk) => {
      shown[name] += chunk;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (status) => resolve({ status, ...shown }));
  });
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => shown.stderr.includes(text) && resolve();
      child.stderr.on("data", look);
      child.once("close", () => reject(new Error(`it ended without saying ${text}: ${shown.stderr}`)));
      look();
    });
  return { child, says, ended };
}
