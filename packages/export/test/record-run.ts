import { openRun, readRun, type StoredRun, thisMachine } from "@assay/runs/store";
import { loadSpec, prepare, train } from "@assay/training";

/** Trains a spec and keeps the run, as the command line does. */
export async function recordRun(file: string, set: readonly string[], results: string): Promise<StoredRun> {
  const loaded = loadSpec(file, { set });
  const prepared = prepare(loaded);
  const fixed = { threads: 2, numerics: "strict" } as const;
  const run = openRun({
    ...fixed,
    results,
    loaded,
    data: prepared.fingerprint(),
    metrics: prepared.parts.metrics.map(({ name, better, shown }) => ({ name, better, shown })),
    started: new Date(),
    machine: thisMachine(),
    versions: { assay: "0.1.0", numerics: "test" },
  });
  const outcome = await train(prepared, {
    ...fixed,
    signal: new AbortController().signal,
    listeners: [(event) => event.type === "epoch" && run.add(event.record)],
  });
  run.finish(outcome, outcome.train_seconds);
  return readRun(run.path);
}
