import type { ChildProcess } from "node:child_process";
import { createProcesses, type TrialResult } from "@assay/sweeps";
import type { Delivery } from "@assay/sweeps/queue";
import { safeText } from "../terminal/safe-text.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { queueAddress } from "./queue-address.ts";
import { watchSignals } from "./stop-signal.ts";
import { createUndelivered } from "./undelivered.ts";
import { openWorkerFolder, removeSent } from "./worker-folders.ts";
import { trainerOfTrials } from "./worker-trial.ts";

export interface WorkerOptions {
  readonly queue?: string;
  /** Trials at a time. */
  readonly jobs: number;
  /** Of each trial. */
  readonly threads?: number;
  readonly out?: string;
  readonly quiet: boolean;
}

/** Trains trials of sweeps that run elsewhere, until it is stopped. */
export async function worker(options: WorkerOptions, context: Context): Promise<ExitCode> {
  const { terminal, paths, services, clock, process } = context;
  const { threads = 1, jobs, quiet } = options;
  const address = await queueAddress(options.queue, "worker");
  const queue = await import("@assay/sweeps/queue");
  const say = (line: string): void => terminal.err.write(`${safeText(line)}\n`);
  const tell = quiet ? () => undefined : say;
  const results = paths.output(options.out);
  const children = new Set<ChildProcess>();
  const pool = createProcesses({
    slots: jobs,
    start() {
      const child = services.trialProcess();
      children.add(child);
      child.once("exit", () => children.delete(child));
      return child;
    },
  });
  const lines = new WeakMap<Delivery, string>();
  const undelivered = createUndelivered();
  let folder: ReturnType<typeof openWorkerFolder> | undefined;
  let running: Awaited<ReturnType<typeof queue.startQueueWorker>> | undefined;
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const signals = watchSignals(
    process,
    () => clock.seconds() * 1000,
    () => {
      tell("Giving back what is being trained; once more ends at once.");
      stop();
    },
  );
  try {
    folder = openWorkerFolder(results);
    const train = trainerOfTrials({ results, folder: folder.path, threads, pool, queue });
    // Once, before several processes find out at a time.
    const trainer = await services.trainer();
    await trainer.revectorizeWhereEqual("fused", tell);
    pool.warm();
    running = await queue.startQueueWorker({
      ...{ address, jobs, say },
      async train(payload, attempt) {
        const since = clock.seconds();
        const delivery = await train(payload, attempt);
        const { token = "", place } = delivery?.run ?? {};
        if (place === "folder") undelivered.sent(token, () => removeSent(results, token));
        if (place === "server")
          undelivered.sent(token, () => void queue.forget(attempt.redis, token).catch(() => undefined));
        const seconds = (clock.seconds() - since).toFixed(1);
        if (delivery) lines.set(delivery, `${payload.run}  ${endOf(delivery.result)}, ${seconds} s`);
        return delivery;
      },
      onTaken(delivery) {
        tell(lines.get(delivery) ?? "");
        undelivered.taken(delivery.run?.token ?? "");
      },
      onRefused: ({ run }) => undelivered.refused(run?.token ?? ""),
    });
    tell(`Taking trials from ${address.shown}, ${jobs} at a time. Ctrl-C gives back what is being trained.`);
    const failure = await Promise.race([running.ended, stopped]);
    if (failure) throw failure;
  } finally {
    await running?.stop();
    pool.close();
    for (const child of children) child.kill("SIGKILL"); // one that computes would not hear of the end
    undelivered.clear();
    folder?.remove();
    signals.dispose();
  }
  return signals.exitCode() ?? EXIT.SIGINT;
}

const endOf = ({ status, reason }: TrialResult): string => (reason === undefined ? status : `${status}: ${reason}`);
