import { setTimeout as sleep } from "node:timers/promises";
import { RefusedError, UsageError } from "@assay/runs/errors";
import { type FromProcess, HEARTBEAT, type ToProcess } from "@assay/sweeps";
import { safeText } from "../terminal/safe-text.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { trainTrial } from "./train-trial.ts";
import { trialFailure } from "./trial-failure.ts";
import { whyUnfit } from "./why-unfit.ts";

/**
 * Trains trials for the process that has started this one, one after the other, until that one is gone: see the executor
 * `processes` of the sweeps.
 */
export function trials(context: Context): Promise<ExitCode> {
  const channel = process.send?.bind(process);
  if (!channel) throw new UsageError("runner/commands", "trials is started by sweep", "pnpm run sweep SWEEP");
  const say = (message: FromProcess): void => void channel(message, undefined, undefined, () => undefined);
  const complain = (line: string): void => context.terminal.err.write(`${safeText(line)}\n`);
  let stop = new AbortController();
  // A terminal sends its Ctrl-C to both: the one that has started this one says what to do.
  process.on("SIGINT", () => undefined);
  setInterval(() => say({ type: "alive" }), HEARTBEAT).unref();
  // What trains is loaded while there is nothing else to do.
  void context.services.trainer().then((trainer) => trainer.load());
  process.on("message", async (message: ToProcess) => {
    if (message.type === "stop") return stop.abort();
    const { task } = message;
    stop = new AbortController();
    try {
      const loaded = await context.services.resolveSpec(task.spec, task.title);
      const unfit = task.expects && whyUnfit(task, loaded, await context.services.trainer(), complain);
      if (unfit !== undefined) return say({ type: "refused", message: unfit });
      const onEpoch = (epoch: number, epochs: number, figure: number | null): void =>
        say({ type: "epoch", epoch, epochs, figure });
      const result = await patiently(() => trainTrial(task, loaded, stop.signal, onEpoch, context), stop.signal);
      say({ type: "end", ...(result && { result }) });
    } catch (error) {
      say(trialFailure(error));
    }
  });
  return new Promise((resolve) => {
    process.once("disconnect", () => {
      resolve(EXIT.done);
      process.exit(EXIT.done); // whatever is being trained: nobody waits for it any more
    });
  });
}

/** Looks again for some seconds where a run is held: by a process that is about to end, as the one that started it was killed. */
async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RefusedError) || signal.aborted || attempt === LOOKS) throw error;
      await sleep(PAUSE);
    }
  }
}

const LOOKS = 20;
const PAUSE = 500; // ms
