import type { LoadedSpec } from "@assay/experiment";
import type { RunRecord } from "@assay/runs/store";
import { createProgress, resultBlock, resultLine, summaryTable } from "../terminal/index.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { unwritten } from "./output-errors.ts";
import type { Prepared, Trainer } from "./services.ts";
import type { StopSignal } from "./stop-signal.ts";
import { type Job, type Trained, trainSpec } from "./train-spec.ts";

/** The flags of every command that trains one spec. */
export interface TrainFlags {
  readonly threads: number;
  readonly revectorize: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** A spec that was asked for, checked, and where its run goes. */
export interface TrainRequest extends Pick<Job, "results" | "numerics" | "force" | "fork"> {
  readonly trainer: Trainer;
  readonly loaded: LoadedSpec;
  readonly prepared: Prepared;
  /** When the spec had been read, in the clock's seconds. */
  readonly since: number;
  /** The command to try afterwards. @param repeats whether a finished run was trained again */
  readonly next: (record: RunRecord, repeats: boolean) => Promise<string>;
}

/** Trains one spec into its run, with its progress on stderr and its result on stdout. */
export async function trainAndShow(
  request: TrainRequest,
  flags: TrainFlags,
  stop: Pick<StopSignal, "signal" | "exitCode">,
  context: Context,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { trainer, prepared, numerics } = request;
  const progress = createProgress(err);
  stop.signal.addEventListener("abort", progress.stop);
  let trained: Trained;
  try {
    if (!flags.quiet) err.write(`${summaryTable(prepared.summary, prepared.arenaBytes, err)}\n`);
    const job: Job = {
      ...request,
      ...flags,
      listeners: flags.quiet ? [] : [progress.listener],
      signal: stop.signal,
      say: (line) => err.write(`${line}\n`),
      ...(!flags.quiet && { onDelay: (line: string) => err.write(`${line}\n`) }),
    };
    trained = await trainSpec(job, context);
  } finally {
    stop.signal.removeEventListener("abort", progress.stop);
    progress.stop();
  }
  if (!flags.quiet) err.write(notes(trained, trainer.NUMERICS_VERSION, numerics));
  const { record, report, error } = trained;
  if (flags.json) out.write(`${JSON.stringify(record)}\n`);
  else if (flags.quiet) out.write(`${resultLine(record)}\n`);
  else {
    const unread = unwritten(err);
    out.write(resultBlock(record, await request.next(record, trained.repeats ?? false), out, report));
    if (unread !== undefined) out.write(`Not written   the progress, to stderr: ${unread}\n`);
  }
  if (error !== undefined) throw error;
  if (record.status === "interrupted") return stop.exitCode() ?? EXIT.SIGINT;
  return record.status === "completed" ? EXIT.done : EXIT.failed;
}

/** What a user should know about where the result comes from; ends with an empty line. */
function notes({ record, found }: Trained, version: string, wanted: "fused" | "strict"): string {
  const lines: string[] = [];
  if (found) lines.push("This run is there already; its stored result follows. To train it again: --force");
  if (found && record.versions.numerics !== version) {
    lines.push(
      `It was made by version ${record.versions.numerics} of the kernels, this is ${version}: bits may differ.`,
    );
  }
  if (record.numerics !== wanted)
    lines.push(`Numerics: ${record.numerics}, as this machine does not fuse multiply and add.`);
  return [...lines, ""].map((line) => `${line}\n`).join("");
}
