import { fileURLToPath } from "node:url";
import { atomicWrite } from "@assay/runs";
import { type BenchTable, markdownOf } from "./section.ts";

interface Report {
  /** In results/. */
  readonly file: string;
  readonly title: string;
  /** What made it. */
  readonly command: string;
  /** What its tables mean. Default: nothing is said */
  readonly intro?: string;
}

/** Writes what one run has measured to a document in results/; returns its path. */
export function writeReport(
  { file, title, command, intro = "" }: Report,
  machine: string,
  tables: readonly BenchTable[],
): string {
  const path = fileURLToPath(new URL(`../results/${file}`, import.meta.url));
  const head = `# ${title}\n\nPrinted by \`${command}\` on ${machine}\n${intro && `\n${intro}\n`}`;
  atomicWrite(path, [head, ...tables.map((table) => markdownOf(table))].join("\n"));
  return path;
}
