import { UsageError } from "@assay/runs/errors";
import type { TableOptions } from "../terminal/table.ts";

/** The table flags as the command line gives them. */
export interface TableFlags {
  readonly json: boolean;
  readonly format?: TableOptions["format"];
  readonly precision: number;
  readonly sortBy?: string;
  readonly onlyChanged: boolean;
}

/** @throws UsageError when --json and another --format are both asked for. */
export function tableOptions({ json, format, precision, sortBy, onlyChanged }: TableFlags): TableOptions {
  if (json && format !== undefined && format !== "json") {
    throw new UsageError("runner/commands", `--json and --format ${format} exclude each other`);
  }
  return { format: json ? "json" : (format ?? "md"), precision, sortBy, onlyChanged };
}
