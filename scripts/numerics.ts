// pnpm run numerics: measures the errors of kernels and functions, and writes them into docs/numerics.md.
import { readFileSync } from "node:fs";
import { measureTables, textOfError } from "../packages/kernels/test/error-tables.ts";
import { wordsOf } from "./arguments.ts";
import { writeDocument } from "./write-document.ts";

wordsOf(`Usage: pnpm run numerics

Measures how far kernels and elementary functions are from double precision, and writes it into docs/numerics.md.
`);
let text = readFileSync(new URL("../docs/numerics.md", import.meta.url), "utf8");
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
writeDocument("numerics.md", text);
