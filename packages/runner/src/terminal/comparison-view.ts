import { canonicalJson } from "@assay/experiment/identity";
import type { Comparison, ComparisonRow } from "@assay/runs";
import type { MetricInfo } from "@assay/training/events";
import { shorten } from "./columns.ts";
import { count, duration, loss, percent } from "./numbers.ts";
import { settingText } from "./setting-text.ts";
import type { Column } from "./table.ts";

type Format = (value: number | null | undefined, decimals?: number) => string;

/** The columns of a comparison: the settings that differ, then what was reached in each metric. */
export function comparisonColumns(
  rows: readonly ComparisonRow[],
  metrics: readonly MetricInfo[],
  unicode: boolean,
): Column<ComparisonRow>[] {
  const measured = (split: "test" | "validation") => rows.some((row) => row[split].loss !== null);
  const spread = unicode ? "±" : "+/-";
  const figure = (
    key: string,
    title: string,
    get: (row: ComparisonRow | Sd) => number | null,
    format: Format,
    extra = 0,
  ) => ({
    key,
    title,
    align: "right" as const,
    text: (row: ComparisonRow, precision: number) => withSpread(row, get, format, precision + extra, spread),
  });
  const ofSplit = (split: "test" | "validation", title: string) =>
    metrics.map(({ name, shown, better }) => ({
      ...figure(
        `${split}.${name}`,
        `${title} ${name}`,
        (row) => row[split][name] ?? null,
        shown === "percent" ? percent : loss,
        shown === "percent" ? 0 : 2,
      ),
      better,
    }));
  return [
    { key: "run", title: "run", align: "left", text: (row) => row.run },
    ...settingColumns(rows, unicode),
    ...(measured("test")
      ? [...ofSplit("test", "test"), figure("test.loss", "test loss", (row) => row.test.loss ?? null, loss, 2)]
      : []),
    ...(measured("validation") ? ofSplit("validation", "val") : []),
    { key: "parameters", title: "parameters", align: "right", text: (row) => count(row.parameters) },
    figure(
      "seconds",
      "seconds",
      (row) => row.seconds,
      (value) => duration(value),
    ),
  ];
}

type Sd = NonNullable<ComparisonRow["sd"]>;

/** "99.31 %", or over seeds "99.31 ± 0.04 %". */
function withSpread(
  row: ComparisonRow,
  get: (row: ComparisonRow | Sd) => number | null,
  format: Format,
  decimals: number,
  sign: string,
) {
  const mean = format(get(row), decimals);
  const sd = row.sd === null ? null : get(row.sd);
  if (sd === null) return mean;
  const unit = / \D+$/.exec(mean)?.[0] ?? "";
  return `${unit ? mean.slice(0, -unit.length) : mean} ${sign} ${format(sd, decimals).replace(/ \D+$/, "")}${unit}`;
}

function settingColumns(rows: readonly ComparisonRow[], unicode: boolean): Column<ComparisonRow>[] {
  return Object.keys(rows[0]?.changed ?? {}).map((key) => {
    const values = rows.map((row) => row.changed[key]);
    const texts = values.map((value) => settingText(value, unicode));
    const clear = new Set(texts).size === new Set(values.map(canonicalJson)).size;
    return {
      key: `changed.${key}`,
      title: key,
      align: values.every((value) => typeof value === "number" || value === null) ? "right" : "left",
      text: (row) => {
        const text = settingText(row.changed[key], unicode);
        // Two long values that begin alike are numbered, so that the table never shows them as the same.
        return clear
          ? text
          : `${text} #${[...new Set(values.map(canonicalJson))].indexOf(canonicalJson(row.changed[key])) + 1}`;
      },
    };
  });
}

/** What stands under the table: what it ranks by, what must not be compared, what the differences are worth, who was left out. */
export function comparisonNotes(
  { rows, left_out, warnings, headline, incomparable, verdicts }: Comparison,
  unicode: boolean,
): string[] {
  const notes: string[] = rows.length > 0 ? [headline] : [];
  if (rows.some((row) => row.n > 1))
    notes.push(`n > 1: mean ${unicode ? "±" : "+/-"} standard deviation over the seeds.`);
  notes.push(...incomparable.map((reason) => `Not comparable: ${reason}`));
  notes.push(...warnings.map((warning) => `Warning: ${warning}`));
  notes.push(...verdicts.map(({ text, method }) => `${text}${method ? ` [${method}]` : ""}.`));
  notes.push(...left_out.map(({ run, reason }) => `Left out: ${shorten(run, 60, unicode)} (${reason}).`));
  return notes;
}
