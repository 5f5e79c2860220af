import { dirname, extname, join } from "node:path";
import type { Report } from "@assay/reports";
import type { Comparison, StoredRun } from "@assay/runs";
import { atomicWrite, createFolder, ResultError, UsageError } from "@assay/runs/store";
import { safeText } from "../terminal/safe-text.ts";
import { type ComparedOptions, comparisonOf, onlySweep, refused, titleOf } from "./compare.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { reportFiles } from "./write-report.ts";

export interface ReportOptions extends ComparedOptions {
  /** Where the report goes: a page, or Markdown where its name ends so. */
  readonly page?: string;
  /** Folder for every chart as a file of its own. */
  readonly charts?: string;
  readonly chartFormat?: "svg" | "png";
  readonly json: boolean;
}

/** A report that is to be written. */
interface Made {
  readonly made: Report;
  /** Where it goes unless another page is asked for. */
  readonly folder: string;
  /** How many runs it is about. */
  readonly runs: number;
}

/** Writes the page of a run or of a sweep into its folder, or one that compares several runs; all with their Markdown. */
export async function report(typed: readonly string[], options: ReportOptions, context: Context): Promise<ExitCode> {
  checkFlags(options);
  const { terminal, paths, services } = context;
  const sweep = await onlySweep(typed, options, context);
  const found = sweep === undefined ? await ofRuns(typed, options, context) : await ofSweep(sweep, context);
  if (!found) return EXIT.refused;
  const { made, folder, runs } = found;
  const page = options.page === undefined ? undefined : paths.inFolder(options.page);
  const written = page ? [[page, contentOf(page, made)] as const] : reportFiles(folder, made);
  for (const [file, content] of written) write(file, content);
  const charts = options.charts === undefined ? undefined : paths.inFolder(options.charts);
  const { chartFiles } = await services.reports();
  const files = charts === undefined ? [] : await chartFiles(made.charts, options.chartFormat ?? "svg");
  for (const { name, content } of files) write(join(charts ?? "", name), content);

  const [main = ""] = written.map(([file]) => file);
  if (options.json) {
    const facts = { page: main, charts: files.map(({ name }) => join(charts ?? "", name)), runs };
    terminal.out.write(`${JSON.stringify(facts)}\n`);
    return EXIT.done;
  }
  terminal.out.write(`${safeText(main)}\n`);
  if (charts !== undefined) terminal.out.write(`${safeText(charts)}: ${files.length} charts\n`);
  return EXIT.done;
}

/** Of one run, or of several that are compared; undefined where they must not be. */
async function ofRuns(typed: readonly string[], options: ReportOptions, context: Context): Promise<Made | undefined> {
  const { terminal, paths, services } = context;
  const { comparison, runs } = await comparisonOf(typed, options, context);
  const only = onlyRun(comparison, runs);
  const ofSeveral = (["metric", "split", "baseline"] as const).find((flag) => options[flag] !== undefined);
  if (only && ofSeveral) {
    throw new UsageError("runner/commands", `--${ofSeveral} is for a comparison, and ${only.record.run} is one run`);
  }
  if (!only && refused(comparison, options, terminal.err)) return undefined;
  const { readRunReport, runReport, comparisonReport } = await services.reports();
  return only
    ? { made: runReport(readRunReport(only.record.path, only)), folder: only.record.path, runs: runs.length }
    : {
        made: comparisonReport({ comparison, runs, title: titleOf(typed) }),
        folder: paths.output(options.out),
        runs: runs.length,
      };
}

async function ofSweep(folder: string, context: Context): Promise<Made> {
  const [{ sweepInput }, { sweepReport }] = await Promise.all([import("./sweep-input.ts"), context.services.reports()]);
  const input = sweepInput(folder, context);
  return { made: sweepReport(input), folder, runs: input.ranked.reduce((sum, { n }) => sum + n, 0) };
}

/**
 * The run that alone was asked for; undefined where there are several.
 * @throws ResultError where it is damaged
 */
function onlyRun({ left_out }: Comparison, runs: readonly StoredRun[]): StoredRun | undefined {
  const damaged = left_out.filter(({ run }) => runs.every(({ record }) => record.run !== run));
  const [first] = damaged;
  if (runs.length === 0 && first) throw new ResultError(`[runs/store] ${first.run} is ${first.reason}`);
  return runs.length + damaged.length === 1 ? runs[0] : undefined;
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

const contentOf = (file: string, { html, markdown }: Report): string => (extname(file) === ".md" ? markdown : html);

function write(file: string, content: string | Uint8Array): void {
  try {
    createFolder(dirname(file));
  } catch (error) {
    throw new ResultError(`[runner/commands] cannot make the folder of ${file}`, { cause: error });
  }
  atomicWrite(file, content);
}
