import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RefusedError, type RunRecord, readRun, receiveRun } from "@assay/runs/store";
import type { Bound, TrialResult } from "@assay/sweeps";
import type { DeliveredFiles, Payload } from "@assay/sweeps/queue";
import { queueAddress } from "./queue-address.ts";
import type { RunTrial } from "./sweep-planner.ts";
import { type ExecutorRequest, type TrialExecutor, titleOf } from "./trial-executor.ts";
import { trialFigures } from "./trial-figures.ts";
import { removeSent, sentFolder, sharingToken } from "./worker-folders.ts";

/** Gives trials to whoever takes them from a queue, and takes in the runs that they send. */
export async function queueExecutor(request: ExecutorRequest): Promise<TrialExecutor> {
  const { results, folder, loaded, trainer, revectorize, jobs, onEpoch, say } = request;
  const address = await queueAddress(request.queue, "sweep");
  const { openTrialQueue, local, verified } = await import("@assay/sweeps/queue");
  const numerics = trainer.chooseNumerics(request.numerics);
  const shared = { sweep: loaded.name, token: sharingToken(folder) };
  const trials = new Map<string, RunTrial>();
  const queue = await openTrialQueue({
    ...{ address, jobs, say },
    onEpoch: ({ run }, ...told) => {
      const trial = trials.get(run);
      if (trial) onEpoch(trial, ...told);
    },
    async receive(payload, run, result, download) {
      const [experiment = "", name = ""] = payload.run.split("/");
      const source = (file: DeliveredFiles["files"][number]) =>
        run.place === "server" ? download(file) : verified(file, local(sentFolder(results, run.token), file.name));
      await patiently(() =>
        receiveRun({
          ...{ results, experiment, run: name },
          names: run.files.map((file) => file.name),
          read: (wanted) => source(run.files.find((file) => file.name === wanted) as DeliveredFiles["files"][number]),
          check: (record) => checkRecord(record, payload, result, trials.get(payload.run)),
        }),
      );
      if (run.place === "folder") removeSent(results, run.token);
    },
  });
  return {
    get slots() {
      return queue.slots;
    },
    async run(trial: RunTrial, bounds: readonly Bound[], signal: AbortSignal) {
      const { run, data } = trial;
      trials.set(run, trial);
      const { metric } = loaded;
      const known = storedResult(join(results, run), trial, { metric, bounds });
      if (known) return known;
      const expects = { version: trainer.NUMERICS_VERSION, data };
      const task = { title: titleOf(trial), run, spec: trial.loaded.resolved, numerics, revectorize, metric, bounds };
      return queue.run({ version: 1, ...task, expects, shared }, signal);
    },
    settle: ({ run }) => queue.settle(run),
    close: () => queue.close(),
  };
}

/** The result of a run that is there already; undefined where there is something left to train. */
function storedResult(
  path: string,
  { loaded }: RunTrial,
  task: Pick<Payload, "metric" | "bounds">,
): TrialResult | undefined {
  try {
    const { record, epochs } = readRun(path);
    if (record.hashes.spec !== loaded.hash) return undefined;
    const figures = trialFigures(task);
    if (figures.isStopped(epochs)) return figures.resultOf(epochs, "stopped", undefined);
    const { status } = record;
    return status === "completed" || status === "diverged" ? figures.resultOf(epochs, status, record) : undefined;
  } catch {
    return undefined; // none, or none that can be read
  }
}

/** Checks that what was sent is the run that was asked for. */
function checkRecord(record: RunRecord, payload: Payload, result: TrialResult, trial: RunTrial | undefined): void {
  const { hashes, versions, numerics, run } = record;
  const isAsked =
    run === payload.run &&
    hashes.spec === trial?.loaded.hash &&
    hashes.data === payload.expects.data &&
    numerics === payload.numerics &&
    versions.numerics === payload.expects.version;
  if (!isAsked) throw new Error("the run that was sent is another one");
  const hasWeights = result.status !== "completed" || hashes.final_weights === result.weights;
  if (!hasWeights) throw new Error("the weights of the run that was sent are not those of its result");
}

/** Waits some seconds where a run is held by a process that is about to end. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RefusedError) || attempt === LOOKS) throw error;
      await sleep(PAUSE);
    }
  }
}

const LOOKS = 20;
const PAUSE = 500; // ms
