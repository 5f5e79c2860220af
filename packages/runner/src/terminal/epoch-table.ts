import type { EpochRecord } from "@assay/training";
import { count, duration, loss, percent, significant } from "./numbers.ts";

const TITLES = ["epoch", "train loss", "train acc", "val loss", "val acc", "lr", "samples/s", "time"] as const;
const WIDTHS = [7, 10, 9, 8, 8, 9, 9, 8] as const;

/** The head of the lines below, for a training with a validation split or without. 75 columns at the most. */
export const epochHead = (validation: boolean): string => line(TITLES, validation);

/** One finished epoch: what it reached, at which learning rate, and how fast. */
export const epochLine = (record: EpochRecord, epochs: number): string =>
  line(
    [
      `${record.epoch}/${epochs}`,
      loss(record.train.loss),
      percent(record.train.accuracy),
      loss(record.validation?.loss),
      percent(record.validation?.accuracy),
      significant(record.lr),
      count(record.samples_per_second),
      duration(record.seconds),
    ],
    record.validation !== undefined,
  );

const line = (cells: readonly string[], validation: boolean): string =>
  cells
    .map((cell, i) => cell.padStart(WIDTHS[i] ?? 0))
    .filter((_, i) => validation || (i !== 3 && i !== 4))
    .join(" ");
