import { UsageError } from "@assay/runs/errors";
import { profileTable } from "../terminal/index.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { nextCommand } from "./next-command.ts";
import type { RunOptions } from "./run-options.ts";
import { stopAfter } from "./stop-after.ts";
import { trainAndShow } from "./train-and-show.ts";

/**
 * Trains a spec and reports the result. A run that is there already is reported without training, an unfinished one goes on
 * from its newest checkpoint. Several specs, or seeds, are trained one after the other or some at a time. With `profile`: tells where a step's time goes, and trains nothing.
 */
export async function run(specs: readonly string[], options: RunOptions, context: Context): Promise<ExitCode> {
  const [typed = ""] = specs;
  if (specs.length > 1 || options.seeds !== undefined) {
    const single = (["profile", "force"] as const).find((flag) => options[flag]);
    if (single !== undefined || options.seed !== undefined) {
      const rule = `--${single ?? "seed"} is for one spec with one seed`;
      throw new UsageError(
        "runner/commands",
        rule,
        options.seeds ? "leave --seeds out" : "name one spec, or write --seeds",
      );
    }
    return (await import("./run-many.ts")).runMany(specs, { ...options, seeds: options.seeds ?? [] }, context);
  }
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
    const prepared = trainer.prepare(loaded);
    if (options.profile) {
      if (options.revectorize) {
        await trainer.revectorizeWhereEqual(options.numerics, (line) => options.quiet || err.write(`${line}\n`));
      }
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
