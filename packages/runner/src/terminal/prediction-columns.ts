import type { TargetDescription } from "@assay/training/events";
import type { Answer, RankedClass } from "@assay/training/inference";
import { percent, significant } from "./numbers.ts";
import type { Column } from "./table.ts";

/** A prediction as JSON holds it. */
export type PredictionRow = Answer & {
  /** The file; of a table also the number of the row, from 1. */
  readonly input: string;
  readonly row?: number;
  /** Of a picture. */
  readonly inverted?: boolean;
};

const ORDINALS = ["second", "third", "fourth", "fifth"];

/** The columns of a table of predictions. @param top classes that are shown of each */
export function predictionColumns(target: TargetDescription, top: number): Column<PredictionRow>[] {
  const input: Column<PredictionRow> = {
    ...{ key: "input", title: "input", align: "left" },
    text: ({ input, row }) => (row === undefined ? input : `${input}:${row}`),
  };
  if (target.kind === "values") {
    return [
      input,
      ...Array.from(
        { length: target.size },
        (_, i): Column<PredictionRow> => ({
          ...{
            key: `values.${i}`,
            title: target.names?.[i] ?? (target.size === 1 ? "value" : `value ${i}`),
            align: "right",
          },
          text: (row) => (row.kind === "values" ? significantly(row.values[i]) : "-"),
        }),
      ),
    ];
  }
  const ranked = (row: PredictionRow, place: number): RankedClass | undefined =>
    row.kind === "class" ? row.ranked[place] : undefined;
  const score = (row: PredictionRow, place: number, precision: number): string =>
    row.kind === "class" && row.score_is === "probability"
      ? percent(ranked(row, place)?.score, precision)
      : significant(ranked(row, place)?.score);
  return [
    input,
    { key: "ranked.0.name", title: "prediction", align: "left", text: (row) => ranked(row, 0)?.name ?? "-" },
    { key: "ranked.0.score", title: "probability", align: "right", text: (row, precision) => score(row, 0, precision) },
    ...Array.from(
      { length: Math.min(top, target.classes) - 1 },
      (_, i): Column<PredictionRow> => ({
        ...{ key: `ranked.${i + 1}`, title: ORDINALS[i] ?? `${i + 2}th`, align: "left", drop: i + 1 },
        text: (row, precision) => `${ranked(row, i + 1)?.name ?? "-"} (${score(row, i + 1, precision)})`,
      }),
    ),
  ];
}

/** Six significant digits, without zeros at the end. */
const significantly = (value: number | undefined): string =>
  value === undefined ? "-" : String(Number(value.toPrecision(6)));
