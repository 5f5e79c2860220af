import { mkdirSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import type { Report } from "@assay/reports";
import { compareRuns, haveUnevenSpecs } from "@assay/runs";
import { atomicWrite, ResultError, UsageError } from "@assay/runs/store";
import { safeText } from "../terminal/safe-text.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { kindOf } from "./right-file.ts";
import { type SelectedRuns, selectRuns } from "./select-runs.ts";

export interface ReportOptions {
  readonly out?: string;
  readonly where: readonly string[];
  /** Where the report goes: a page, or Markdown where its name ends so. */
  readonly page?: string;
  /** Folder for every chart as a file of its own. */
  readonly charts?: string;
  readonly chartFormat?: "svg" | "png";
  readonly json: boolean;
}

/** Writes the page of a run into its folder, or one that compares several; both with their Markdown. */
export async function report(typed: readonly string[], options: ReportOptions, context: Context): Promise<ExitCode> {
  checkFlags(options);
  const { terminal, paths, services } = context;
  const results = paths.output(options.out);
  const selected = await selectRuns(typed, { results, where: options.where }, context);
  const [only, ...others] = selected.runs;
  const [damaged] = selected.damaged;
  if (!only && damaged) throw new ResultError(`[runs/store] ${damaged.run} is ${damaged.reason}`);
  if (!only) {
    terminal.err.write("There is no run to report.\n");
    return EXIT.refused;
  }
  const { readRunReport, runReport, chartFiles } = await services.reports();
  const single = others.length === 0 && selected.damaged.length === 0;
  const made = single
    ? runReport(readRunReport(only.record.path, only))
    : await compared(typed, selected, options, context);
  const page = options.page === undefined ? undefined : paths.inFolder(options.page);
  const folder = single ? only.record.path : results;
  const written = page ? [[page, contentOf(page, made)] as const] : both(folder, made);
  for (const [file, content] of written) write(file, content);
  const charts = options.charts === undefined ? undefined : paths.inFolder(options.charts);
  const files = charts === undefined ? [] : await chartFiles(made.charts, options.chartFormat ?? "svg");
  for (const { name, content } of files) write(join(charts ?? "", name), content);

  const [main = ""] = written.map(([file]) => file);
  if (options.json) {
    const facts = { page: main, charts: files.map(({ name }) => join(charts ?? "", name)), runs: selected.runs.length };
    terminal.out.write(`${JSON.stringify(facts)}\n`);
    return EXIT.done;
  }
  terminal.out.write(`${safeText(main)}\n`);
  if (charts !== undefined) terminal.out.write(`${safeText(charts)}: ${files.length} charts\n`);
  return EXIT.done;
}

/** @throws UsageError for flags that mean nothing together */
function checkFlags({ page, charts, chartFormat }: ReportOptions): void {
  if (chartFormat !== undefined && charts === undefined) {
    throw new UsageError("runner/commands", "--chart-format is for the files of --charts", "add --charts FOLDER");
  }
  if (page !== undefined && ![".html", ".md"].includes(extname(page))) {
    throw new UsageError("runner/commands", `--page must end in .html or .md, got "${page}"`);
  }
}

async function compared(
  typed: readonly string[],
  { runs, damaged }: SelectedRuns,
  { out }: ReportOptions,
  { services, paths }: Context,
): Promise<Report> {
  const completed = runs.filter(({ record }) => record.status === "completed");
  const complete = haveUnevenSpecs(completed) ? await services.complete() : undefined;
  // The test split chooses nothing: what a sweep has tried is ranked by validation.
  const kinds = await Promise.all(typed.map((name) => ofSweep(paths.existing(name))));
  const split = kinds.includes(true) ? ({ split: "validation" } as const) : {};
  const found = compareRuns(runs, { complete, ...split });
  const comparison = { ...found, left_out: [...found.left_out, ...damaged] };
  const { comparisonReport } = await services.reports();
  return comparisonReport({ comparison, runs, title: typed.join(", ") || `All runs of ${paths.output(out)}` });
}

const ofSweep = async (path: string): Promise<boolean> => /\.ya?ml$/i.test(path) && (await kindOf(path)) === "sweep";

const both = (folder: string, { html, markdown }: Report) =>
  [
    [join(folder, "report.html"), html],
    [join(folder, "report.md"), markdown],
  ] as const;

const contentOf = (file: string, { html, markdown }: Report): string => (extname(file) === ".md" ? markdown : html);

function write(file: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw new ResultError(`[runner/commands] cannot make the folder of ${file}`, { cause: error });
  }
  atomicWrite(file, content);
}
