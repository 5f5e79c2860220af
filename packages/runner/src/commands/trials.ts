import { UsageError } from "@assay/runs/errors";
import { type FromProcess, HEARTBEAT, type ToProcess } from "@assay/sweeps";
import { safeText } from "../terminal/safe-text.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { patiently } from "./patiently.ts";
import { trainTrial } from "./train-trial.ts";
import { trialFailure } from "./trial-failure.ts";
import { whyUnfit } from "./why-unfit.ts";

/**
 * Trains trials for the process that has started this one, one after the other, until that one is gone: see the executor
 * `processes` of the sweeps.
 */
export function trials(context: Context): Promise<ExitCode> {
  const channel = process.send?.bind(process);
  if (channel && !process.connected) return Promise.resolve(EXIT.done); // whoever has started it is gone already
  if (!channel) throw new UsageError("runner/commands", "trials is started by sweep", "pnpm run sweep SWEEP");
  const say = (message: FromProcess): void => void channel(message, undefined, undefined, () => undefined);
  const complain = (line: string): void => context.terminal.err.write(`${safeText(line)}\n`);
  let stop = new AbortController();
  // A terminal sends its Ctrl-C to both: the one that has started this one says what to do.
  process.on("SIGINT", () => undefined);
  setInterval(() => say({ type: "alive" }), HEARTBEAT).unref();
  // What trains is loaded while there is nothing else to do.
  void context.services
    .trainer()
    .then((trainer) => trainer.load())
    .catch(() => undefined); // told where a trial needs it
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
      const train = () => trainTrial(task, loaded, stop.signal, onEpoch, context);
      const result = await patiently(train, stop.signal, (message) => say({ type: "held", message }));
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
