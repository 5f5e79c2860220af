import { percent, significant } from "@assay/reports/text";
import type { ModelDescription, TargetDescription } from "@assay/training/events";
import type { Answer } from "@assay/training/inference";
import type { Column } from "./table.ts";

/** What was predicted: a file, of a table also the number of the row, from 1; of a picture whether it was inverted. */
export interface PredictedInput {
  readonly input: string;
  readonly row?: number;
  readonly inverted?: boolean;
}

/** A class with its probability, or with its output where the model gives none. */
type Scored = { readonly class: string } & ({ readonly probability: number } | { readonly output: number });

/** A prediction as JSON holds it. */
export type PredictionRow = PredictedInput & {
  /** The likeliest class; or the values, by their names where they have some. */
  readonly prediction: string | readonly number[] | Readonly<Record<string, number>>;
  readonly probability?: number;
  readonly output?: number;
  /** The likeliest classes, best first. */
  readonly top?: readonly Scored[];
};

export function predictionRow(input: PredictedInput, answer: Answer, target: TargetDescription): PredictionRow {
  if (answer.kind === "values") {
    const { names } = target;
    const named = names && Object.fromEntries(answer.values.map((value, i) => [names[i] as string, value]));
    return { ...input, prediction: named ?? answer.values };
  }
  const { ranked, score_is } = answer;
  const top = ranked.map(({ name, score }) => ({ class: name, [score_is]: score }) as Scored);
  const { class: prediction, ...score } = top[0] as Scored;
  return { ...input, prediction, ...score, top };
}

/** The same for CSV, whose cells hold one value each: class_2, probability_2, class_3 … */
export function inColumns({ top, ...row }: PredictionRow): PredictionRow {
  const others = (top ?? [])
    .slice(1)
    .flatMap((scored, i) =>
      Object.entries(scored).map(([key, value]): [string, unknown] => [`${key}_${i + 2}`, value]),
    );
  return { ...row, ...Object.fromEntries(others) };
}

const ORDINALS = ["second", "third", "fourth", "fifth"];

/** The columns of a table of predictions. @param top classes that are shown of each */
export function predictionColumns(
  { target, outputs }: { readonly target: TargetDescription; readonly outputs: ModelDescription["outputs"] },
  top: number,
): Column<PredictionRow>[] {
  const input: Column<PredictionRow> = {
    ...{ key: "input", title: "input", align: "left" },
    text: ({ input, row }) => (row === undefined ? input : `${input}:${row}`),
  };
  if (target.kind === "values") return [input, ...valueColumns(target)];
  const score = (scored: object | undefined, precision: number): string => {
    const { probability, output } = (scored ?? {}) as { probability?: number; output?: number };
    return probability === undefined ? significant(output) : percent(probability, precision);
  };
  const meaning = outputs === "logits" ? "probability" : "output";
  return [
    input,
    { key: "prediction", title: "prediction", align: "left", text: ({ prediction }) => String(prediction) },
    { key: meaning, title: meaning, align: "right", text: score },
    ...Array.from(
      { length: Math.min(top, target.classes) - 1 },
      (_, i): Column<PredictionRow> => ({
        ...{ key: `top.${i + 1}`, title: ORDINALS[i] ?? `no. ${i + 2}`, align: "left", drop: i + 1 },
        text: (row, precision) => `${row.top?.[i + 1]?.class ?? "-"} (${score(row.top?.[i + 1], precision)})`,
      }),
    ),
  ];
}

function valueColumns({ size, names }: Extract<TargetDescription, { kind: "values" }>): Column<PredictionRow>[] {
  return Array.from({ length: size }, (_, i): Column<PredictionRow> => {
    const key = names?.[i] ?? i;
    return {
      ...{ key: `prediction.${key}`, title: names?.[i] ?? (size === 1 ? "value" : `value ${i}`), align: "right" },
      text: ({ prediction }) => sixDigits((prediction as Readonly<Record<string | number, number>>)[key] as number),
    };
  });
}

/** Without zeros at the end. */
const sixDigits = (value: number): string => String(Number(value.toPrecision(6)));
