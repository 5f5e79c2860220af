import { fileURLToPath } from "node:url";
import { atomicWrite } from "@assay/runs";
import { type BenchTable, markdownOf } from "./section.ts";

const FILE = fileURLToPath(new URL("../results/benchmarks.md", import.meta.url));

/** Writes what one run has measured to results/benchmarks.md; returns the file's path. */
export function writeReport(machine: string, tables: readonly BenchTable[]): string {
  const head = `# Benchmarks\n\nPrinted by \`pnpm run bench --peer\` on ${machine}\n`;
  atomicWrite(FILE, [head, ...tables.map((table) => markdownOf(table))].join("\n"));
  return FILE;
}
