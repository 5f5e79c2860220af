import type { LoadedSpec } from "@assay/experiment";
import { SpecError } from "@assay/experiment/error";
import type { TrialTask } from "@assay/sweeps";
import { identityOfRun } from "./identity-of-run.ts";
import type { Trainer } from "./services.ts";

/**
 * Why a trial would not give the same bits on this machine; undefined where it does. Nothing is trained.
 * @param say given what a file holds that cannot be read as data: it is for this machine alone
 */
export function whyUnfit(
  task: TrialTask,
  loaded: LoadedSpec,
  trainer: Trainer,
  say: (line: string) => void,
): string | undefined {
  const { expects, numerics } = task;
  if (!expects) return undefined;
  if (trainer.NUMERICS_VERSION !== expects.version) {
    return `its numerics have version ${trainer.NUMERICS_VERSION}, the sweep's have ${expects.version}`;
  }
  const own = trainer.chooseNumerics(numerics);
  if (own !== numerics) return `its processor has only ${own} numerics, the sweep has ${numerics}`;
  try {
    const prepared = trainer.prepare(loaded);
    const data = prepared.fingerprint();
    if (data !== expects.data) {
      return `${loaded.spec.name} has other data here: ${data.slice(0, 8)}… instead of ${expects.data.slice(0, 8)}…`;
    }
    const run = identityOfRun(loaded, prepared, own);
    return run === task.run ? undefined : `its Assay makes ${run} of the spec of ${task.run}`;
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    say(error.message);
    return `the data of ${loaded.spec.name} cannot be read; the worker's own output says why`;
  }
}
