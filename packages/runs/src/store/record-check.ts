import { type Check, count, either, list, number, object, orNull, text } from "./checks.ts";
import { ResultError } from "./errors.ts";
import { ACCURACY_ALONE, type RunRecord } from "./record.ts";

/** A loss, and a number or null under the name of each metric. */
const values: Check = (value) =>
  object({ loss: orNull(number) })(value) && Object.values(value as object).every(orNull(number));
const metricInfo = object({ name: text, better: either("higher", "lower"), shown: either("percent", "number") });
const metricList: Check = (value) => Array.isArray(value) && value.every(metricInfo);

/** A name, a number of examples, and a number or null under the name of each metric. */
const classList: Check = (value) =>
  Array.isArray(value) &&
  value.every(
    (entry) =>
      object({ name: text, examples: count })(entry) &&
      Object.entries(entry).every(([key, figure]) => key === "name" || orNull(number)(figure)),
  );

/** What a reader relies on; keys added by later versions are let through. */
const OPTIONAL: Readonly<Record<"flags" | "git" | "resumed" | "ancestry", Check>> = {
  flags: object({ revectorize: either(true, false) }),
  git: orNull(object({ commit: text, dirty: either(true, false) })),
  resumed: count,
  ancestry: object({ run: text, epoch: count, chain: text, set: list(text) }),
};

const FIELDS: {
  readonly [K in Exclude<
    keyof RunRecord,
    keyof typeof OPTIONAL | "classes" | "stopped_early" | "divergence" | "error"
  >]: Check;
} = {
  run: text,
  path: text,
  status: either("running", "completed", "interrupted", "diverged", "failed"),
  name: text,
  seed: count,
  epochs: count,
  steps: count,
  threads: count,
  numerics: either("fused", "strict"),
  hashes: object({ spec: text, data: orNull(text), initial_weights: orNull(text), final_weights: orNull(text) }),
  metrics: metricList,
  train: orNull(values),
  validation: orNull(values),
  test: orNull(values),
  seconds: orNull(number),
  train_seconds: orNull(number),
  samples_per_second: orNull(number),
  parameters: orNull(count),
  test_evaluations: count,
  started: text,
  machine: object({ cpu: text, cores: count, memory: count, os: text, node: text }),
  versions: object({ assay: text, numerics: text }),
};

/** @throws ResultError naming the first key that is missing or holds something else. */
export function decodeRecord(source: string): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw new ResultError("run.json is not valid JSON");
  }
  if (typeof value !== "object" || value === null) throw new ResultError("run.json does not hold an object");
  const record: Record<string, unknown> = { ...value };
  record.metrics ??= ACCURACY_ALONE;
  for (const [key, check] of Object.entries(FIELDS)) {
    const found = record[key];
    if (!check(found))
      throw new ResultError(`run.json: "${key}" is ${found === undefined ? "missing" : JSON.stringify(found)}`);
  }
  for (const [key, check] of Object.entries(OPTIONAL)) {
    const found = record[key];
    if (found !== undefined && !check(found)) throw new ResultError(`run.json: "${key}" is ${JSON.stringify(found)}`);
  }
  const { classes } = record;
  if (classes !== undefined && !classList(classes)) throw new ResultError('run.json: "classes" is no list of classes');
  return record as unknown as RunRecord;
}
