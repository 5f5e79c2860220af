import type { StoredPredictions } from "../store/read-predictions.ts";
import type { RunRecord } from "../store/record.ts";
import type { Ranking } from "./contract.ts";

/** The ranking's metric, one number an example of the test split, whose mean is the metric. */
export interface ExampleScores {
  readonly scores: Float64Array;
  /** What the examples are: their labels or targets, in order. */
  readonly examples: ArrayLike<string | number>;
}

/** Why there are none. */
export interface NoScores {
  readonly missing: string;
}

type Score = (predictions: StoredPredictions) => Float64Array | undefined;

/** The metrics that are means over examples, of which predictions.csv holds enough. */
const SCORES: Readonly<Record<string, Score>> = {
  accuracy: (found) =>
    found.kind === "class"
      ? Float64Array.from(found.label, (label, i) => Number(label === found.predicted[i]))
      : undefined,
  mae: (found) => {
    if (found.kind !== "values") return undefined;
    const { size, target, predicted } = found;
    const errors = new Float64Array(target.length / size);
    target.forEach((value, j) => {
      const i = Math.floor(j / size);
      errors[i] = (errors[i] ?? 0) + Math.abs(value - (predicted[j] ?? Number.NaN)) / size;
    });
    return errors;
  },
};

/** How far the mean may be from the recorded metric, whose sum is made of 32-bit outputs. */
const TOLERANCE = 1e-5;

/** Whether a ranking can be judged by single examples at all. */
export const isMeanOverExamples = ({ split, metric }: Ranking): boolean =>
  split === "test" && Object.hasOwn(SCORES, metric.name);

/**
 * Reads the scores of single examples, each run once.
 * @param read the predictions of a run directory
 */
export function exampleScores(
  { metric }: Ranking,
  read: (path: string) => StoredPredictions | undefined,
): (record: RunRecord) => ExampleScores | NoScores {
  const known = new Map<RunRecord, ExampleScores | NoScores>();
  function scoresOf(record: RunRecord): ExampleScores | NoScores {
    const { run, path } = record;
    let found: StoredPredictions | undefined;
    try {
      found = read(path);
    } catch {
      return { missing: `the predictions of ${run} cannot be read` };
    }
    if (found === undefined) return { missing: `${run} keeps no predictions` };
    const scores = SCORES[metric.name]?.(found);
    const wanted = record.test?.[metric.name];
    const mean = scores && scores.reduce((sum, score) => sum + score, 0) / scores.length;
    if (scores === undefined || mean === undefined || typeof wanted !== "number" || !near(mean, wanted)) {
      return { missing: `the predictions of ${run} do not give its ${metric.name}` };
    }
    return { scores, examples: found.kind === "class" ? found.label : found.target };
  }
  return (record) => {
    const result = known.get(record) ?? scoresOf(record);
    known.set(record, result);
    return result;
  };
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b));

/** Whether two runs were tested on the same examples, in the same order. */
export function sameExamples(a: ExampleScores, b: ExampleScores): boolean {
  const [first, second] = [a.examples, b.examples];
  if (first.length !== second.length) return false;
  for (let i = 0; i < first.length; i++) if (first[i] !== second[i]) return false;
  return true;
}
