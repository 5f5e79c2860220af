import { profileTable } from "../terminal/index.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { nextCommand } from "./next-command.ts";
import { stopAfter } from "./stop-after.ts";
import { type TrainFlags, trainAndShow } from "./train-and-show.ts";

export interface RunOptions extends TrainFlags {
  readonly set: readonly string[];
  readonly seed?: number;
  readonly numerics: "fused" | "strict";
  readonly out?: string;
  readonly force: boolean;
  readonly profile: boolean;
}

/**
 * Trains a spec and reports the result. A run that is there already is reported without training, an unfinished one goes on
 * from its newest checkpoint. With `profile`: tells where a step's time goes, and trains nothing.
 */
export async function run(typed: string, options: RunOptions, context: Context): Promise<ExitCode> {
  const { terminal, paths, services, clock } = context;
  const { out, err } = terminal;
  const stop = stopAfter("step", options, context);
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
    if (options.profile) {
      if (!options.quiet) err.write("Timing a training step, and each of its kernel calls alone …\n");
      const profile = await trainer.profile(prepared, { ...options, signal: stop.signal });
      if (profile === undefined) return stop.exitCode() ?? EXIT.SIGINT;
      out.write(options.json ? `${JSON.stringify(profile)}\n` : profileTable(profile, out));
      return EXIT.done;
    }
    const { set, numerics, force } = options;
    const results = paths.output(options.out);
    const asked = { spec: file, set, results, numerics, lr: loaded.spec.optimizer.lr };
    return await trainAndShow(
      {
        ...{ trainer, loaded, prepared, results, numerics, force, since },
        next: (record, repeats) => nextCommand(record, { ...asked, repeats }),
      },
      options,
      stop,
      context,
    );
  } finally {
    stop.dispose();
  }
}
