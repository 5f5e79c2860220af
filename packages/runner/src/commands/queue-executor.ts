import { join } from "node:path";
import { RefusedError, receiveRun } from "@assay/runs/store";
import type { Bound, TrialResult } from "@assay/sweeps";
import type { DeliveredFiles, Payload } from "@assay/sweeps/queue";
import { checkReceived } from "./check-received.ts";
import { earlierRun } from "./earlier-run.ts";
import { patiently } from "./patiently.ts";
import { queueAddress } from "./queue-address.ts";
import type { RunTrial } from "./sweep-planner.ts";
import { type ExecutorRequest, type TrialExecutor, titleOf } from "./trial-executor.ts";
import { trialFigures } from "./trial-figures.ts";
import { removeSent, sentFolder, sharingToken } from "./worker-folders.ts";

/** Gives trials to whoever takes them from a queue, and takes in the runs that they send. */
export async function queueExecutor(request: ExecutorRequest): Promise<TrialExecutor> {
  const { results, folder, loaded, trainer, revectorize, jobs, onEpoch, say } = request;
  const address = await queueAddress(request.queue, "sweep");
  const { openTrialQueue, local, verified, PROTOCOL } = await import("@assay/sweeps/queue");
  const numerics = trainer.chooseNumerics(request.numerics);
  const shared = { sweep: loaded.name, token: sharingToken(folder) };
  const trials = new Map<string, RunTrial>();
  // Of what was sent, the run that stands in its place has the word: it was checked, or was finished here before.
  const standing = ({ run, metric, bounds, expects }: Payload): TrialResult | undefined => {
    const spec = trials.get(run)?.loaded.hash ?? "";
    const stored = earlierRun(join(results, run), { spec, ...expects });
    return stored && trialFigures({ metric, bounds }).endOf(stored);
  };
  const queue = await openTrialQueue({
    ...{ address, jobs, say },
    onEpoch: ({ run }, ...told) => {
      const trial = trials.get(run);
      if (trial) onEpoch(trial, ...told);
    },
    async receive(payload, run, result, download, signal) {
      const [experiment = "", name = ""] = payload.run.split("/");
      const source = (file: DeliveredFiles["files"][number]) =>
        run.place === "server" ? download(file) : verified(file, local(sentFolder(results, run.token), file.name));
      const take = () =>
        receiveRun({
          ...{ results, experiment, run: name },
          names: run.files.map((file) => file.name),
          read: (wanted) => source(run.files.find((file) => file.name === wanted) as DeliveredFiles["files"][number]),
          check: (stored) => checkReceived(stored, payload, trials.get(payload.run)?.loaded.hash ?? "", result),
        });
      await patiently(take, signal, (message) => say(`${payload.title} waits: ${message}`));
      if (signal.aborted) return undefined;
      if (run.place === "folder") removeSent(results, run.token);
      const known = standing(payload);
      if (known) return known;
      const path = join(results, payload.run);
      throw new RefusedError(
        "runner/queue",
        `${path} holds the run of another spec or other data`,
        "use another --out",
      );
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
      const expects = { version: trainer.NUMERICS_VERSION, data };
      const task = { title: titleOf(trial), run, spec: trial.loaded.resolved, numerics, revectorize, metric, bounds };
      const payload: Payload = { version: PROTOCOL, ...task, expects, shared };
      return standing(payload) ?? queue.run(payload, signal);
    },
    settle: ({ run }) => queue.settle(run),
    close: () => queue.close(),
  };
}
