import { UsageError } from "@assay/runs/errors";
import type { ShownTableOptions, TableFormat } from "../terminal/shown-table.ts";
import type { Screen } from "../terminal/terminal.ts";

/** The table flags as the command line gives them. */
export interface TableFlags {
  readonly json: boolean;
  readonly format?: TableFormat;
  readonly precision: number;
  readonly sortBy?: string;
  readonly onlyChanged: boolean;
}

/**
 * How a table is asked for: without a format, as it fits a terminal, or as Markdown where there is none.
 * @throws UsageError when --json and another --format are both asked for
 */
export function tableOptions(
  { json, format, precision, sortBy, onlyChanged }: TableFlags,
  screen: Screen,
): ShownTableOptions {
  if (json && format !== undefined && format !== "json") {
    throw new UsageError("runner/commands", `--json and --format ${format} exclude each other`);
  }
  const usual = screen.interactive ? "terminal" : "md";
  return { format: json ? "json" : (format ?? usual), precision, sortBy, onlyChanged, screen };
}
