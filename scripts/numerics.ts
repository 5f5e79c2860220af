// pnpm run numerics: measures the errors of kernels and functions, and writes them into docs/numerics.md.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { measureTables, textOfError } from "../packages/kernels/test/error-tables.ts";
import { wordsOf } from "./arguments.ts";

wordsOf(`Usage: pnpm run numerics

Measures how far kernels and elementary functions are from double precision, and writes it into docs/numerics.md.
`);
const file = new URL("../docs/numerics.md", import.meta.url);
let text = readFileSync(file, "utf8");
for (const [name, { columns, rows }] of Object.entries(measureTables())) {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const table = [
    line(columns),
    line(columns.map((_, i) => (i === 0 ? "---" : "---:"))),
    ...[...rows].map(([key, errors]) => line([key, ...errors.map(textOfError)])),
  ];
  const [before = "", rest = ""] = text.split(`<!-- measured: ${name} -->`);
  const after = rest.slice(rest.indexOf("<!-- end -->"));
  text = `${before}<!-- measured: ${name} -->\n\n${table.join("\n")}\n\n${after}`;
}
writeFileSync(file, text);
execFileSync("biome", ["format", "--write", fileURLToPath(file)]); // which aligns the tables's columns
console.log("docs/numerics.md");
