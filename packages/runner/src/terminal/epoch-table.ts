import { count, duration, loss, significant } from "@assay/reports/text";
import type { EpochRecord, MetricInfo } from "@assay/training/events";
import { metricText, shortName } from "./metric-text.ts";

/** A column: its title, its least width, and what stands in it. */
interface EpochColumn {
  readonly title: string;
  readonly width: number;
  readonly text: (record: EpochRecord, epochs: number) => string;
}

/** What a training measures, and on which splits beside the training part. */
export interface Measured {
  readonly metrics: readonly MetricInfo[];
  readonly validation: boolean;
  readonly test: boolean;
}

/** The columns of a training; of its metrics the first is shown: 75 characters at the most for accuracy on two splits. */
function columnsFor({ metrics: [primary], validation, test }: Measured): readonly EpochColumn[] {
  const split = (title: string, of: "train" | "validation" | "test", [lossWidth, width]: readonly [number, number]) => [
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
    ...(test ? split("test", "test", [9, 8]) : []),
    { title: "lr", width: 9, text: (record) => significant(record.lr) },
    { title: "samples/s", width: 9, text: (record) => count(record.samples_per_second) },
    { title: "time", width: 8, text: (record) => duration(record.seconds) },
  ];
}

const line = (columns: readonly EpochColumn[], cell: (column: EpochColumn) => string): string =>
  columns.map((column) => cell(column).padStart(Math.max(column.width, column.title.length))).join(" ");

/** The head of the lines below. */
export const epochHead = (measured: Measured): string => line(columnsFor(measured), ({ title }) => title);

/** One finished epoch: what it reached, at which learning rate, and how fast. */
export const epochLine = (record: EpochRecord, epochs: number, measured: Measured): string =>
  line(columnsFor(measured), ({ text }) => text(record, epochs));
