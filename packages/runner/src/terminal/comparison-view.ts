import { canonicalJson } from "@assay/experiment/identity";
import type { Comparison, ComparisonRow, Verdict } from "@assay/runs";
import { alike } from "@assay/runs";
import { shorten } from "./columns.ts";
import { count, duration, loss, percent } from "./numbers.ts";
import { settingText } from "./setting-text.ts";
import type { Column } from "./table.ts";

type Format = (value: number | null | undefined, decimals?: number) => string;

/** The columns of a comparison: the settings that differ, then what was reached. */
export function comparisonColumns(rows: readonly ComparisonRow[], unicode: boolean): Column<ComparisonRow>[] {
  const tested = !alike([...rows.map((row) => row.test.accuracy), null]);
  const validated = !alike([...rows.map((row) => row.validation.accuracy), null]);
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
  return [
    { key: "run", title: "run", align: "left", text: (row) => row.run },
    ...settingColumns(rows, unicode),
    ...(tested
      ? [
          figure("test.accuracy", "test accuracy", (row) => row.test.accuracy, percent),
          figure("test.loss", "test loss", (row) => row.test.loss, loss, 2),
        ]
      : []),
    ...(validated ? [figure("validation.accuracy", "val accuracy", (row) => row.validation.accuracy, percent)] : []),
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

/** What stands under the table: who was left out, what must not be compared, and what the difference is worth. */
export function comparisonNotes(
  { rows, left_out, warnings, difference }: Comparison,
  precision: number,
  unicode: boolean,
): string[] {
  const notes: string[] = [];
  if (rows.some((row) => row.n > 1))
    notes.push(`n > 1: mean ${unicode ? "±" : "+/-"} standard deviation over the seeds.`);
  notes.push(...warnings.map((warning) => `Warning: ${warning}`));
  if (difference) notes.push(verdictText(difference, precision));
  else if (rows.length > 1)
    notes.push("Fewer than two seeds of two specs: a difference may be chance (train more with --seed).");
  notes.push(...left_out.map(({ run, reason }) => `Left out: ${shorten(run, 60, unicode)} (${reason}).`));
  return notes;
}

function verdictText(
  { best, next, difference, low, high, method, seeds, significant }: Verdict,
  precision: number,
): string {
  const points = (share: number) => (share * 100).toFixed(precision);
  const ahead = `Test accuracy: ${best} is ${points(difference)} percentage points ahead of ${next}`;
  if (significant === null) return `${ahead}; the seeds show no spread, so there is no interval to judge that by.`;
  const over = method === "paired t" ? `${seeds[0]} seeds` : `${seeds[0]} and ${seeds[1]} seeds`;
  const interval = `95 % interval ${points(low)} to ${points(high)}, ${method} over ${over}`;
  return significant
    ? `${ahead} (${interval}): more than chance explains.`
    : `${ahead} (${interval}): the interval holds 0, so these seeds do not tell the two apart.`;
}
