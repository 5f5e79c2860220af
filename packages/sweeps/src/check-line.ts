import { NAME_PATTERN } from "@assay/experiment/name-rule";
import type { JournalLine } from "./journal-line.ts";
import type { TrialResult } from "./trial.ts";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isFigure = (value: unknown): boolean => value === null || (typeof value === "number" && Number.isFinite(value));
const isFigures = (value: unknown): boolean =>
  value === null || (isObject(value) && Object.values(value).every(isFigure));
/** Characters of a text in a line at most. */
export const LONGEST_TEXT = 10_000;

const isText = (value: unknown): boolean => typeof value === "string" && value.length <= LONGEST_TEXT;
const NAME = new RegExp(NAME_PATTERN);
/** "<experiment>/<run>": it is joined to the results folder, and leads nowhere else. */
const isRun = (value: unknown): boolean => {
  const names = typeof value === "string" ? value.split("/") : [];
  return names.length === 2 && names.every((name) => NAME.test(name));
};
const isCurve = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((point) => Array.isArray(point) && point.length === 2 && isCount(point[0]) && Number.isFinite(point[1]));

/** Whether a value is what a trial has given: another program, or an earlier version, may have written it. */
export const isTrialResult = (value: unknown): value is TrialResult =>
  isObject(value) &&
  ["completed", "stopped", "diverged", "failed"].includes(value.status as string) &&
  (value.reason === undefined || isText(value.reason)) &&
  isCurve(value.curve) &&
  isCount(value.epochs) &&
  isFigures(value.train) &&
  isFigures(value.validation) &&
  (value.parameters === null || isCount(value.parameters)) &&
  isFigure(value.seconds) &&
  (value.weights === null || isText(value.weights));

/** Whether a value is a line of a journal. */
export const isJournalLine = (value: unknown): value is JournalLine =>
  isTrialResult(value) &&
  isObject(value) &&
  isCount(value.number) &&
  isCount(value.setting) &&
  isCount(value.seed) &&
  isRun(value.run) &&
  (value.identity === undefined || isText(value.identity)) &&
  isObject(value.sets);
