import type { CheckpointSection, TrainingSection } from "@assay/experiment";
import { InputError } from "@assay/kernels";
import type { MetricInfo } from "./events.ts";
import type { Policy } from "./policies/contract.ts";
import { early_stopping } from "./policies/early_stopping.ts";
import { keep_best } from "./policies/keep_best.ts";
import type { Monitor } from "./policies/monitored.ts";

/** What a spec has watched, and what there is to watch. */
interface Watched {
  readonly part: string;
  /** The option that names it. */
  readonly option: string;
  readonly monitor: string;
  readonly mode?: Monitor["mode"] | undefined;
}

/**
 * The policy that a spec asks for, one for each training.
 * @throws InputError where what is watched will not be measured, or must not decide
 */
export function earlyStopping(
  options: NonNullable<TrainingSection["early_stopping"]>,
  metrics: readonly MetricInfo[],
  validation: boolean,
): () => Policy {
  const { patience, min_delta } = options;
  const watched = { part: "training/early_stopping", option: "monitor", ...options };
  const monitor = watch(watched, metrics, validation);
  return () => early_stopping({ ...monitor, patience, min_delta });
}

/** The same for the best epoch, whose state is kept. */
export function keepBest(
  { best = "" }: CheckpointSection,
  metrics: readonly MetricInfo[],
  validation: boolean,
): () => Policy {
  const monitor = watch({ part: "training/checkpoint", option: "best", monitor: best }, metrics, validation);
  return () => keep_best(monitor);
}

/** What a learning-rate schedule watches, and who speaks in errors about it: "optimizers/reduce_on_plateau". */
export interface WatchedBySchedule extends Monitor {
  readonly part: string;
}

/** What a learning-rate schedule of this type watches. @throws InputError likewise */
export function watchedBySchedule(
  type: string,
  watched: { readonly monitor: string; readonly mode?: Monitor["mode"] },
  metrics: readonly MetricInfo[],
  validation: boolean,
): WatchedBySchedule {
  const part = `optimizers/${type}`;
  return { part, ...watch({ part, option: "monitor", ...watched }, metrics, validation) };
}

function watch({ part, option, monitor, mode }: Watched, metrics: readonly MetricInfo[], validation: boolean): Monitor {
  const [split = "", name = ""] = monitor.split(".");
  const known = [...(validation ? ["validation"] : []), "train"].flatMap((of) =>
    ["loss", ...metrics.map((metric) => metric.name)].map((figure) => `${of}.${figure}`),
  );
  const fail = (rule: string, hint: string) => new InputError(part, rule, [option], hint);
  if (split === "test")
    throw fail(`${option} must not be ${monitor}: the test split chooses nothing`, `known: ${known.join(", ")}`);
  if (split === "validation" && !validation) {
    throw fail(`${option} ${monitor} needs examples held out`, "write data.validation: 0.1, or watch train.loss");
  }
  if (!known.includes(monitor)) throw fail(`${option} "${monitor}" is not measured`, `known: ${known.join(", ")}`);
  const better = metrics.find((metric) => metric.name === name)?.better;
  return { monitor, mode: mode ?? (better === "higher" ? "max" : "min") };
}
