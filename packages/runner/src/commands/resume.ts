import { dirname, join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import { RefusedError, type RunRecord, recordedRun } from "@assay/runs/store";
import type { Context } from "./context.ts";
import type { ExitCode } from "./exit-codes.ts";
import { findOneStored } from "./find-runs.ts";
import { nextCommand } from "./next-command.ts";
import { recordedSpec } from "./recorded-spec.ts";
import { stopAfter } from "./stop-after.ts";
import { type TrainFlags, trainAndShow } from "./train-and-show.ts";

export interface ResumeOptions extends TrainFlags {
  readonly out?: string;
}

/** Goes on with an unfinished run, to the same bits as without the interruption; a finished one is shown. */
export async function resume(typed: string, options: ResumeOptions, context: Context): Promise<ExitCode> {
  const { paths, clock } = context;
  const stop = stopAfter("step", options, context);
  try {
    const { record } = findOneStored(typed, paths, paths.output(options.out));
    const since = clock.seconds();
    const { loaded, prepared, trainer, refusal } = await recordedSpec(record, context);
    if (refusal !== undefined) throw new RefusedError("runner/commands", `${record.path} cannot go on: ${refusal}`);
    checkPlace(record, loaded);
    const { numerics, ancestry } = record;
    const results = dirname(dirname(record.path));
    const asked = {
      spec: join(record.path, "resolved.yaml"),
      set: [],
      results,
      numerics,
      lr: loaded.spec.optimizer.lr,
    };
    return await trainAndShow(
      {
        ...{ trainer, loaded, prepared, results, numerics, force: false, since },
        ...(ancestry && { fork: { ancestry } }),
        next: (reached) => nextCommand(reached, asked),
      },
      options,
      stop,
      context,
    );
  } finally {
    stop.dispose();
  }
}

/** A copy, or a renamed folder, would be trained elsewhere: where its spec leads to. */
function checkPlace(record: RunRecord, { spec }: LoadedSpec): void {
  if (record.hashes.data === null) return; // the place cannot be told
  const own = recordedRun(spec.name, record);
  if (record.run === own) return;
  const rule = `${record.path} cannot go on: it is a copy, or was renamed; its spec leads to ${own}`;
  throw new RefusedError("runner/commands", rule, "give the folder that name, or name the run itself");
}
