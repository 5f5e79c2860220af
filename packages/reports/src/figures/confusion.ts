import type { ClassPredictions, RunReportInput } from "../contract.ts";

export interface Confusion {
  readonly classes: readonly string[];
  /** Examples by label (row) and prediction (column). */
  readonly counts: readonly (readonly number[])[];
  readonly total: number;
  readonly wrong: number;
}

/** Classes of which every pair can be counted. */
const MOST = 2000;

/**
 * How often each class was taken for each; undefined without an example, and where there are too many to count each pair.
 * @param known the classes in their order; others that occur follow them
 */
export function confusion(
  { label, predicted }: ClassPredictions,
  known: readonly string[] = [],
): Confusion | undefined {
  if (label.length === 0) return undefined;
  const found = [...new Set([...label, ...predicted])].sort(byNumberOrName);
  const classes = [...new Set([...known, ...found])];
  if (classes.length > MOST) return undefined;
  const place = new Map(classes.map((name, i) => [name, i]));
  const counts = classes.map(() => classes.map(() => 0));
  let wrong = 0;
  for (const [i, name] of label.entries()) {
    const row = counts[place.get(name) ?? -1];
    const at = place.get(predicted[i] ?? "");
    if (!row || at === undefined) continue;
    row[at] = (row[at] ?? 0) + 1;
    if (predicted[i] !== name) wrong++;
  }
  return { classes, counts, total: label.length, wrong };
}

const counted = new WeakMap<RunReportInput, Confusion | undefined>();

/** That of a run, counted once for all sections of its page; undefined where it predicts no classes. */
export function confusionOf(input: RunReportInput): Confusion | undefined {
  const { predictions, model } = input;
  if (predictions?.kind !== "class") return undefined;
  if (!counted.has(input)) {
    counted.set(input, confusion(predictions, model?.target.kind === "class" ? model.target.names : undefined));
  }
  return counted.get(input);
}

const byNumberOrName = (a: string, b: string): number => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0);

export interface Mistake {
  readonly label: string;
  readonly predicted: string;
  readonly count: number;
  /** Of the label's examples. */
  readonly share: number;
}

/** What was taken for what, most often first; equal ones in the order of the classes. */
export function mistakes({ classes, counts }: Confusion): Mistake[] {
  const all = counts.flatMap((row, i) =>
    row.flatMap((count, j) =>
      i === j || count === 0
        ? []
        : [{ label: classes[i] ?? "", predicted: classes[j] ?? "", count, share: count / sum(row) }],
    ),
  );
  return all.sort((a, b) => b.count - a.count);
}

export interface ClassRow {
  readonly name: string;
  readonly examples: number;
  /** Of what was predicted as this class, the share that is; null where nothing was. */
  readonly precision: number | null;
  /** Of this class, the share that was found; null where there are none. */
  readonly recall: number | null;
  /** The harmonic mean of both, 2TP / (2TP + FP + FN). */
  readonly f1: number | null;
}

/** Precision, recall and F1 of each class. */
export const classRows = ({ classes, counts }: Confusion): ClassRow[] =>
  classes.map((name, i) => {
    const right = counts[i]?.[i] ?? 0;
    const examples = sum(counts[i] ?? []);
    const guesses = counts.reduce((total, row) => total + (row[i] ?? 0), 0);
    const share = (of: number, from: number) => (from === 0 ? null : of / from);
    return {
      name,
      examples,
      precision: share(right, guesses),
      recall: share(right, examples),
      f1: share(2 * right, examples + guesses),
    };
  });

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
