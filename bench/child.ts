import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The command line as the README's scripts call it. */
export const ASSAY = fileURLToPath(new URL("../scripts/assay.ts", import.meta.url));

/** A process that has ended: what it wrote to stdout, and how long it took from its start to its end. */
interface Ended {
  readonly stdout: string;
  readonly seconds: number;
}

/** Runs Node in a process of its own. @throws as `run` does */
export const runNode = (...args: string[]): Promise<Ended> => run(process.execPath, args);

/**
 * Runs a command to its end.
 *
 * @param env added to this process's environment; undefined takes a variable away
 * @throws with what it wrote to stderr if it does not exit with 0
 */
export async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Ended> {
  const start = performance.now();
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text: Buffer) => {
    stdout += text;
  });
  child.stderr.on("data", (text: Buffer) => {
    stderr += text;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`[bench] ${args.join(" ")}: exit code ${code}\n${stderr}`);
  return { stdout, seconds: (performance.now() - start) / 1000 };
}
