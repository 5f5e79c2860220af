import type { TrainingSection } from "@assay/experiment";
import { InputError } from "@assay/kernels";
import type { MetricInfo } from "./events.ts";
import type { Policy } from "./policies/contract.ts";
import { early_stopping } from "./policies/early_stopping.ts";

/**
 * The policy that a spec asks for, one for each training.
 * @throws InputError where what is watched will not be measured, or must not decide
 */
export function earlyStopping(
  options: NonNullable<TrainingSection["early_stopping"]>,
  metrics: readonly MetricInfo[],
  validation: boolean,
): () => Policy {
  const { monitor, patience, min_delta } = options;
  const [split = "", name = ""] = monitor.split(".");
  const known = [...(validation ? ["validation"] : []), "train"].flatMap((of) =>
    ["loss", ...metrics.map((metric) => metric.name)].map((figure) => `${of}.${figure}`),
  );
  const fail = (rule: string, hint: string) => new InputError("training/early_stopping", rule, ["monitor"], hint);
  if (split === "test")
    throw fail(`monitor must not be ${monitor}: the test split chooses nothing`, `known: ${known.join(", ")}`);
  if (split === "validation" && !validation) {
    throw fail(`monitor ${monitor} needs examples held out`, "write data.validation: 0.1, or watch train.loss");
  }
  if (!known.includes(monitor)) throw fail(`monitor "${monitor}" is not measured`, `known: ${known.join(", ")}`);
  const better = metrics.find((metric) => metric.name === name)?.better;
  const mode = options.mode ?? (better === "higher" ? "max" : "min");
  return () => early_stopping({ monitor, mode, patience, min_delta });
}
