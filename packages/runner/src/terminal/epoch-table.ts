import type { EpochRecord, MetricInfo } from "@assay/training/events";
import { metricText, shortName } from "./metric-text.ts";
import { count, duration, loss, significant } from "./numbers.ts";

/** A column: its title, its least width, and what stands in it. */
interface EpochColumn {
  readonly title: string;
  readonly width: number;
  readonly text: (record: EpochRecord, epochs: number) => string;
}

/** The columns for a training with these metrics, of which the first is shown: 75 columns at the most for accuracy. */
function columnsFor([primary]: readonly MetricInfo[], validation: boolean): readonly EpochColumn[] {
  const split = (title: string, of: "train" | "validation", [lossWidth, width]: readonly [number, number]) => [
    { title: `${title} loss`, width: lossWidth, text: (record: EpochRecord) => loss(record[of]?.loss) },
    ...(primary
      ? [
          {
            title: `${title} ${shortName(primary)}`,
            width,
            text: (record: EpochRecord) => metricText(primary, record[of]),
          },
        ]
      : []),
  ];
  return [
    { title: "epoch", width: 7, text: (record, epochs) => `${record.epoch}/${epochs}` },
    ...split("train", "train", [10, 9]),
    ...(validation ? split("val", "validation", [8, 8]) : []),
    { title: "lr", width: 9, text: (record) => significant(record.lr) },
    { title: "samples/s", width: 9, text: (record) => count(record.samples_per_second) },
    { title: "time", width: 8, text: (record) => duration(record.seconds) },
  ];
}

const line = (columns: readonly EpochColumn[], cell: (column: EpochColumn) => string): string =>
  columns.map((column) => cell(column).padStart(Math.max(column.width, column.title.length))).join(" ");

/** The head of the lines below, for a training with a validation split or without. */
export const epochHead = (metrics: readonly MetricInfo[], validation: boolean): string =>
  line(columnsFor(metrics, validation), ({ title }) => title);

/** One finished epoch: what it reached, at which learning rate, and how fast. */
export const epochLine = (record: EpochRecord, epochs: number, metrics: readonly MetricInfo[]): string =>
  line(columnsFor(metrics, record.validation !== undefined), ({ text }) => text(record, epochs));
