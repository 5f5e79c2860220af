import {
  checkpointsFor,
  identityOf,
  passedOverLine,
  RefusedError,
  type RunRecord,
  type StoredRun,
  UsageError,
} from "@assay/runs/store";
import type { Snapshot } from "@assay/training";
import type { Context } from "./context.ts";
import type { Recorded } from "./recorded-spec.ts";
import type { TrainFlags } from "./train-and-show.ts";

/** The state of a run at the end of an epoch: of a checkpoint, or trained again from the newest one before it. */
export async function stateAt(
  { record }: StoredRun,
  at: number,
  { trainer, prepared }: Recorded,
  { threads, quiet, signal }: Pick<TrainFlags, "threads" | "quiet"> & { readonly signal: AbortSignal },
  { terminal }: Context,
): Promise<Snapshot | undefined> {
  const before = newestUpTo(record, at, (line) => terminal.err.write(`${line}\n`));
  if (before && isEndOf(before, at)) return before;
  if (!before && record.ancestry) {
    const { run, epoch } = record.ancestry;
    if (at >= epoch) {
      const rule = `the state that ${record.run} starts from, and its checkpoints, are missing or damaged`;
      throw new RefusedError("runner/commands", rule);
    }
    const rule = `${record.run} starts after epoch ${epoch} of ${run}`;
    throw new UsageError("runner/commands", rule, `fork ${run} itself`);
  }
  if (!quiet) {
    const from = before ? `step ${before.position.update}` : "the beginning";
    terminal.err.write(`No checkpoint of epoch ${at}: training ${record.run} again from ${from} up to there …\n`);
  }
  const enough = new AbortController();
  let found: Snapshot | undefined;
  await trainer.train(prepared, {
    ...{ threads, numerics: record.numerics, listeners: [], signal: AbortSignal.any([signal, enough.signal]) },
    policies: [{ afterEpoch: ({ epoch }) => (epoch === at ? "keep" : "go on") }],
    async keep(snapshot) {
      if (!isEndOf(snapshot, at)) return;
      found = snapshot;
      enough.abort();
    },
    ...(before && { from: before }),
  });
  return found;
}

/** The newest state that is not beyond the end of an epoch. */
function newestUpTo(record: RunRecord, at: number, say: (line: string) => void): Snapshot | undefined {
  const checkpoints = checkpointsFor(record.path, identityOf(record));
  let found: Snapshot | undefined;
  for (const { checkpoint } of checkpoints.newest) {
    const { snapshot } = checkpoint;
    if (isEndOf(snapshot, at) || snapshot.records.length < at) {
      found = snapshot;
      break;
    }
  }
  for (const other of checkpoints.passedOver) say(`Warning: ${passedOverLine(other)}`);
  return found;
}

/** Whether a state is that after the evaluation of an epoch. */
const isEndOf = ({ records, position }: Snapshot, epoch: number): boolean =>
  records.at(-1)?.epoch === epoch && position.start === 0;
