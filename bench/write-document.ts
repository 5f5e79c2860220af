import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { atomicWrite, UsageError } from "@assay/runs";
import { type BenchTable, markdownOf } from "./section.ts";

const FILE = fileURLToPath(new URL("../docs/performance.md", import.meta.url));

const begin = (name: string): string => `<!-- bench ${name} -->\n`;
const end = (name: string): string => `<!-- end ${name} -->\n`;

/** Makes sure, before anything is measured, that each section has its marks. @throws UsageError */
export function checkMarks(names: readonly string[]): void {
  for (const name of names) replaceBetween(readFileSync(FILE, "utf8"), name, "");
}

/** Puts a section's tables between its two marks in docs/performance.md; returns the file's path. */
export function writeDocument(name: string, machine: string, tables: readonly BenchTable[]): string {
  const text = [`\`pnpm run bench ${name} --write\`, ${machine}\n`, ...tables.map((table) => markdownOf(table, 3))];
  atomicWrite(FILE, replaceBetween(readFileSync(FILE, "utf8"), name, `\n${text.join("\n")}\n`));
  return FILE;
}

/** The document with `text` between the marks of a section. @throws UsageError where they are not there */
export function replaceBetween(document: string, name: string, text: string): string {
  const [from, to] = [document.indexOf(begin(name)), document.indexOf(end(name))];
  if (from < 0 || to < from) {
    const rule = `docs/performance.md must have the lines "${begin(name).trim()}" and "${end(name).trim()}", it has not`;
    throw new UsageError("bench", rule, "name a section that has marks there");
  }
  return document.slice(0, from + begin(name).length) + text + document.slice(to);
}
