import { InputError } from "@assay/kernels";
import type { EpochRecord } from "../events.ts";

/** A number of an epoch's record, and which direction is an improvement. */
export interface Monitor {
  /** "validation.loss", "train.accuracy". */
  readonly monitor: string;
  readonly mode: "min" | "max";
}

/** The monitored number of a record. @throws InputError where the record has none of that name */
export function monitored(part: string, { monitor }: Monitor, record: EpochRecord): number {
  const [split = "", name = ""] = monitor.split(".");
  const metrics = split === "train" ? record.train : split === "validation" ? record.validation : undefined;
  const value = metrics && Object.hasOwn(metrics, name) ? metrics[name] : undefined;
  if (value !== undefined) return value;
  const known = (["train", "validation"] as const).flatMap((of) =>
    Object.keys(record[of] ?? {}).map((key) => `${of}.${key}`),
  );
  throw new InputError(part, `nothing is called "${monitor}"`, ["monitor"], `known: ${known.join(", ")}`);
}

/** Whether `value` improves on `best` by more than `least`. The first value always does, NaN never. */
export const improves = (value: number, best: number | undefined, { mode }: Monitor, least = 0): boolean =>
  !Number.isNaN(value) && (best === undefined || (mode === "min" ? best - value : value - best) > least);
