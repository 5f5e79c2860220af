import { createProgress, profileTable, resultBlock, resultLine, summaryTable } from "../terminal/index.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { nextCommand } from "./next-command.ts";
import { stopAfter } from "./stop-after.ts";
import { type Trained, trainSpec } from "./train-spec.ts";

export interface RunOptions {
  readonly set: readonly string[];
  readonly seed?: number;
  readonly threads: number;
  readonly numerics: "fused" | "strict";
  readonly out?: string;
  readonly force: boolean;
  readonly profile: boolean;
  readonly revectorize: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/**
 * Trains a spec and reports the result; a run that is there already is reported without training. With `profile`: tells
 * where a step's time goes, and trains nothing.
 */
export async function run(typed: string, options: RunOptions, context: Context): Promise<ExitCode> {
  const { terminal, paths, services, clock } = context;
  const { out, err } = terminal;
  const stop = stopAfter("step", options, context, () => progress.stop());
  const progress = createProgress(err);
  try {
    const file = paths.existing(typed);
    const loaded = await services.loadSpec(file, {
      set: options.set,
      folder: paths.folder,
      ...(options.seed !== undefined && { seed: options.seed }),
    });
    const since = clock.seconds();
    const trainer = await services.trainer();
    if (options.revectorize) trainer.revectorize();
    const prepared = trainer.prepare(loaded);
    if (!options.quiet) err.write(`${summaryTable(prepared.summary, prepared.arenaBytes, err)}\n`);
    if (options.profile) {
      if (!options.quiet) err.write("Timing a training step, and each of its kernel calls alone …\n");
      const profile = await trainer.profile(prepared, options);
      out.write(options.json ? `${JSON.stringify(profile)}\n` : profileTable(profile, out));
      return EXIT.done;
    }
    const trained = await trainSpec(
      {
        ...options,
        trainer,
        loaded,
        prepared,
        results: paths.output(options.out),
        listeners: options.quiet ? [] : [progress.listener],
        signal: stop.signal,
        since,
      },
      context,
    );
    progress.stop();
    if (!options.quiet) err.write(notes(trained, trainer.NUMERICS_VERSION, options.numerics));
    const { record, report } = trained;
    if (options.json) out.write(`${JSON.stringify(record)}\n`);
    else if (options.quiet) out.write(`${resultLine(record)}\n`);
    else {
      const { set, numerics } = options;
      const asked = { spec: file, set, results: paths.output(options.out), numerics, lr: loaded.spec.optimizer.lr };
      out.write(resultBlock(record, await nextCommand(record, asked), out, report));
    }
    if (record.status === "interrupted") return stop.exitCode() ?? EXIT.SIGINT;
    return record.status === "completed" ? EXIT.done : EXIT.failed;
  } finally {
    progress.stop();
    stop.dispose();
  }
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
