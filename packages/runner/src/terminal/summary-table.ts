import { bytes, count, prefixed } from "@assay/reports/text";
import type { SummaryRow } from "@assay/training";
import { type Align, alignColumns, shorten, width } from "./columns.ts";
import type { Screen } from "./terminal.ts";

const ALIGNS: readonly Align[] = ["left", "right", "right", "right"];

/** The model's layers with output shapes, parameters and FLOPs, totals below. Ends with a line break. */
export function summaryTable(rows: readonly SummaryRow[], arenaBytes: number, screen: Screen): string {
  const { colors, unicode } = screen;
  const times = unicode ? "×" : "x";
  const outermost = rows.filter((row) => depth(row) === 0);
  const total = (key: "parameters" | "flops") => outermost.reduce((sum, row) => sum + row[key], 0);
  const lines = alignColumns(
    [
      ["layer", "output", "parameters", "FLOPs"],
      ...rows.map((row) => [
        shorten(`${"  ".repeat(depth(row))}${row.path.padEnd(2)} ${row.type}`, 40, unicode),
        row.output.join(times),
        row.parameters === 0 ? "" : count(row.parameters),
        row.flops === 0 ? "" : prefixed(row.flops),
      ]),
      ["total", "", count(total("parameters")), prefixed(total("flops"))],
    ],
    ALIGNS,
  );
  const rule = colors.dim((unicode ? "─" : "-").repeat(Math.max(...lines.map(width))));
  const [head = "", ...body] = lines;
  const sum = body.pop() ?? "";
  const memory = `Memory ${bytes(arenaBytes)}; FLOPs: forward pass of one sample.`;
  return `${[colors.bold(head), rule, ...body, rule, colors.bold(sum), colors.dim(memory)].join("\n")}\n`;
}

/** How deep a layer is nested: each level adds an option and a position to the path. */
const depth = ({ path }: SummaryRow): number =>
  Math.floor((path.split(".").length - 1) / 2) + ((path.split(".").length - 1) % 2);
