import {
  amount,
  atMost,
  type Check,
  count,
  cut,
  either,
  finite,
  flag,
  form,
  list,
  named,
  object,
  optional,
  orNull,
  text,
  word,
} from "./checks.ts";
import { ResultError } from "./errors.ts";
import { parseJson } from "./parse-json.ts";
import { excerpt } from "./read-json.ts";
import { ACCURACY_ALONE, type RunRecord } from "./record.ts";

/** A metric's name: a key that no object has by nature. */
const METRIC_NAME =
  /^(?!(?:constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|to(?:Locale)?String|valueOf)$)[a-z]\w{0,63}$/i;

/** What a training measures at most. */
const MOST = 100;

/** The figures of a split under the names of metrics, the loss among them; what was not finite is null. */
export const figures: Check = atMost(
  MOST,
  named(METRIC_NAME, () => orNull(finite), ["loss"]),
);

/** A class's name, its number of examples, and a figure under the name of each metric. */
const classFigures = named(METRIC_NAME, (key) => CLASS[key] ?? orNull(finite), ["name", "examples"]);
const CLASS: Readonly<Record<string, Check>> = { name: text, examples: count };

/** SHA-256 (hex). */
const hash = form(/^[0-9a-f]{64}$/);

const better = either("higher", "lower");

const member = object({
  ...{ run: text, seed: count, test: figures },
  hashes: object({ spec: hash, final_weights: hash, fork: optional(hash) }),
});
const ensemble = object({ average: either("probabilities", "outputs", "values"), members: list(member) });

/** What a reader relies on, a line a key; keys added by later versions are let through, but nobody sees them. */
const FIELDS: { readonly [K in keyof Required<RunRecord>]: Check } = {
  run: text,
  path: text,
  status: either("running", "completed", "interrupted", "diverged", "failed"),
  name: form(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/),
  seed: count,
  epochs: count,
  steps: count,
  threads: count,
  numerics: either("fused", "strict"),
  hashes: object({
    ...{ spec: hash, data: orNull(hash), initial_weights: orNull(hash), final_weights: orNull(hash) },
    ...{ predictions: optional(hash), chain: optional(hash), source: optional(hash) },
  }),
  metrics: atMost(MOST, list(object({ name: form(METRIC_NAME), better, shown: either("percent", "number") }))),
  train: orNull(figures),
  validation: orNull(figures),
  test: orNull(figures),
  seconds: orNull(amount),
  train_seconds: orNull(amount),
  samples_per_second: orNull(amount),
  parameters: orNull(count),
  test_evaluations: count,
  started: form(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,9})?Z$/),
  machine: object({ cpu: word, cores: count, memory: count, os: word, node: word, v8: optional(word) }),
  versions: object({ assay: word, numerics: word }),
  flags: optional(object({ revectorize: flag })),
  git: optional(orNull(object({ commit: form(/^[0-9a-f]{40}([0-9a-f]{24})?$/), dirty: flag }))),
  resumed: optional(count),
  ancestry: optional(object({ run: word, epoch: count, chain: hash, set: list(text) })),
  ensemble: optional(ensemble),
  classes: optional(list(classFigures)),
  stopped_early: optional(either(true)),
  divergence: optional(object({ step: count, epoch: count, tensor: word })),
  error: optional(cut(1000)),
};

const record = object(FIELDS);

/** Bytes of run.json: figures of a hundred thousand classes. */
export const LARGEST_RECORD = 16 * 2 ** 20;

/** @throws ResultError naming the first key that is missing or holds something else. */
export function decodeRecord(source: string): RunRecord {
  let value: unknown;
  try {
    value = parseJson(source);
  } catch (error) {
    throw new ResultError(`run.json ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null) throw new ResultError("run.json does not hold an object");
  const found: Readonly<Record<string, unknown>> = { metrics: ACCURACY_ALONE, ...value };
  for (const [key, check] of Object.entries(FIELDS)) {
    const item = Object.hasOwn(found, key) ? found[key] : undefined;
    if (!check(item)) throw new ResultError(`run.json: "${key}" is ${item === undefined ? "missing" : excerpt(item)}`);
  }
  return record.known?.(found as never) as RunRecord;
}
