import { ASSAY, type Started, start } from "../commands/processes.ts";

/** Starts a worker. @param before a program that runs it */
export const worker = (folder: string, url: string, out: string, jobs = 1, before: readonly string[] = []): Started =>
  start(ASSAY, folder, ["worker", "--queue", url, "--jobs", String(jobs), "--out", out], before);

/** The words of a sweep: here, or through a queue. */
export const sweepOf = (file: string, out: string, url?: string): string[] => [
  ...["sweep", file, "--out", out, "--format", "md"],
  ...(url === undefined ? ["--jobs", "1"] : ["--queue", url]),
];

/** Ctrl-C. @returns their exit codes */
export async function end(...processes: readonly Started[]): Promise<(number | null)[]> {
  for (const { child } of processes) child.kill("SIGINT");
  return (await Promise.all(processes.map(({ ended }) => ended))).map(({ status }) => status);
}
