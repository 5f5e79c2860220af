import { count, percent, significant } from "@assay/reports/text";
import type { DataOverview, Range } from "@assay/training/data-overview";
import { type Align, alignColumns, shorten } from "./columns.ts";
import { pictures } from "./pictures.ts";
import { safeText } from "./safe-text.ts";
import type { Screen } from "./terminal.ts";

/** Lines of a list at most: features of a table, classes. */
const MOST_LINES = 30;
/** Columns of the first rows at most. */
const MOST_COLUMNS = 8;
const MOST_ROWS = 5;
/** Characters of a name. */
const MOST_NAME = 24;

/** What Assay makes of a spec's data, in sections. Ends with a line break. */
export function dataOverviewText(view: DataOverview, screen: Screen): string {
  const { colors, unicode } = screen;
  const name = (text: string): string => shorten(safeText(text), MOST_NAME, unicode);
  const section = (title: string, rows: readonly (readonly string[])[], aligns: readonly Align[]): string[] =>
    rows.length === 0 ? [] : [colors.bold(title), ...alignColumns(rows, aligns).map((line) => `  ${line}`), ""];
  const lines = [
    ...section("Data", factsOf(view, unicode), ["left", "left"]),
    ...section("Classes", cut(classRows(view, name)), ["left", "right", "right", "right"]),
    ...section("Targets", targetRows(view, name), ["left", ...NUMBERS]),
    ...section("Inputs", cut(inputRows(view, name)), ["left", ...NUMBERS, "right", "right"]),
    ...section("After normalization", cut(normalizedRows(view, name)), ["left", ...NUMBERS]),
    ...firstExamples(view, screen, name),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

const NUMBERS: readonly Align[] = ["right", "right", "right", "right"];
const RANGE = ["least", "greatest", "mean", "deviation"];
/** A mean that is nothing but rounding is 0. */
const rangeCells = ({ least, greatest, mean, deviation }: Range): string[] =>
  [least, greatest, Math.abs(mean) < 1e-6 * deviation ? 0 : mean, deviation].map(significant);

function factsOf(view: DataOverview, unicode: boolean): string[][] {
  const { train, validation, test } = view.examples;
  const inputs = `${view.shape.join(unicode ? "×" : "x")} ${view.dtype === "u8" ? "bytes" : "numbers"}`;
  const target = view.classes ? `one of ${count(view.classes.length)} classes` : `${view.values?.length} numbers`;
  return [
    ["dataset", view.dataset],
    [
      "examples",
      `${count(train)} to train on, ${count(validation)} held out for validation, ${count(test)} for the test`,
    ],
    ["an input", inputs],
    ["its target", view.values?.length === 1 ? "a number" : target],
    ["normalize", view.normalize === "none" ? "none" : `${view.normalize}, per ${view.normalize_per}`],
    ["fingerprint", view.fingerprint.slice(0, 16)],
  ];
}

const classRows = ({ classes = [] }: DataOverview, name: (text: string) => string): string[][] =>
  classes.length === 0
    ? []
    : [
        ["class", "train", "validation", "test"],
        ...classes.map((entry) => [name(entry.name), ...[entry.train, entry.validation, entry.test].map(count)]),
      ];

const targetRows = ({ values = [] }: DataOverview, name: (text: string) => string): string[][] =>
  values.length === 0
    ? []
    : [["target", ...RANGE], ...values.map((value) => [name(value.name), ...rangeCells(value.range)])];

function inputRows({ inputs }: DataOverview, name: (text: string) => string): string[][] {
  const lacks = inputs.some(({ missing }) => missing > 0);
  return [
    ["input", ...RANGE, "zeros", ...(lacks ? ["missing"] : [])],
    ...inputs.map(({ name: input, before, zeros, missing }) => [
      name(input),
      ...rangeCells(before),
      percent(zeros, 1),
      ...(lacks ? [percent(missing, 1)] : []),
    ]),
  ];
}

const normalizedRows = ({ normalize, inputs }: DataOverview, name: (text: string) => string): string[][] =>
  normalize === "none"
    ? []
    : [["input", ...RANGE], ...inputs.map((input) => [name(input.name), ...rangeCells(input.after)])];

/** A head and its rows, the last ones counted where there are too many. */
function cut(rows: readonly string[][]): string[][] {
  const left = rows.length - 1 - MOST_LINES;
  return left <= 0 ? [...rows] : [...rows.slice(0, 1 + MOST_LINES), [`and ${count(left)} more`]];
}

/** The first rows of a table; of images, on a terminal, what fits beside each other. */
function firstExamples(view: DataOverview, screen: Screen, name: (text: string) => string): string[] {
  const { colors } = screen;
  const targetText = (target: DataOverview["first"][number]["target"]): string =>
    typeof target === "string" ? name(target) : target.map(significant).join(" ");
  if (view.dtype === "u8") {
    if (!screen.interactive || view.shape.length !== 3) return [];
    const shown = view.first.map(({ target, values }) => ({ title: targetText(target), values }));
    return [colors.bold("First images"), ...pictures(shown, view.shape, screen), ""];
  }
  const inputs = view.inputs.slice(0, MOST_COLUMNS);
  const more = view.inputs.length > inputs.length ? [`and ${view.inputs.length - inputs.length} more`] : [];
  const head = [...inputs.map((input) => name(input.name)), ...more, "target"];
  const rows = view.first
    .slice(0, MOST_ROWS)
    .map(({ target, values }) => [
      ...inputs.map((_, i) => (Number.isNaN(values[i]) ? "missing" : significant(values[i] as number))),
      ...more.map(() => ""),
      targetText(target),
    ]);
  const aligned = alignColumns(
    [head, ...rows],
    head.map(() => "right"),
  );
  return [colors.bold("First rows"), ...aligned.map((line) => `  ${line}`), ""];
}
