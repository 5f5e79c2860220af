import { fileURLToPath } from "node:url";
import { compareRuns, listRuns, type StoredRun } from "@assay/runs";
import { describe, expect, test } from "vitest";
import { COMPARISON_SECTIONS } from "../src/comparison-sections.ts";
import { comparisonReport } from "../src/index.ts";
import { unbroken } from "../src/page/unbroken.ts";
import { HOSTILE } from "./made-runs.ts";

const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));
const runs = listRuns(fixtures).flatMap((entry): StoredRun[] => ("stored" in entry ? [entry.stored] : []));
const comparison = compareRuns(runs);

describe("a comparison's page", () => {
  const report = comparisonReport({ comparison, runs, title: "Two learning rates" });
  const text = report.html
    .replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, "")
    .replace(/<\/?span[^>]*>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("\u00a0", " ");

  test("breaks no amount and no flag at the end of a line", () => {
    const { html } = unbroken(
      "A (+1.0 points, 95 % CI 0.5 to 5.5, p < 0.001, p = 0.02, 99 ± 0.03 %): --split validation.",
    );
    expect(html).toBe(
      "A (+1.0 points, 95_%_CI 0.5 to 5.5, p_&lt;_0.001, p_=_0.02, 99 ±_0.03_%): ".replaceAll("_", "\u00a0") +
        '<span class="whole">--split validation</span>.',
    );
    expect(report.html).toContain("95\u00a0%\u00a0CI");
  });

  test("says the headline and every verdict, in HTML and in Markdown", () => {
    expect(runs).toHaveLength(4);
    expect(comparison.verdicts.length).toBeGreaterThan(0);
    for (const sentence of [comparison.headline, ...comparison.verdicts.map((verdict) => verdict.text)]) {
      expect(text).toContain(sentence.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("'", "&#39;"));
      expect(report.markdown.replaceAll("\\", "")).toContain(sentence);
    }
  });

  test("has a row for each recipe, its difference among the columns", () => {
    for (const { run } of comparison.rows) expect(text).toContain(run);
    expect(text).toContain("optimizer.lr");
    expect(report.markdown).toMatch(/\| recipe \|.*optimizer\.lr.*\| n \|/);
  });

  test("plots every seed and each interval", () => {
    const [plot] = report.charts.filter(({ name }) => name === "seeds");
    const series = plot?.option.series as { name: string; data: { value: number[] }[] }[];
    expect(series.find(({ name }) => name === "runs")?.data).toHaveLength(4);
    expect(series.find(({ name }) => name === "mean")?.data).toHaveLength(2);
  });

  test("draws the mean over the seeds, and from the lowest to the highest", () => {
    const chart = report.charts.find(({ name }) => name === "curves-accuracy");
    const series = chart?.option.series as { name?: string; data: [number, number][] }[];
    expect(series).toHaveLength(6); // two rows: lower edge, height of the band, mean
    const [low, spread, mean] = series;
    const seeds =
      comparison.rows[0]?.runs.map((name) => runs.find(({ record }) => record.run === name)?.epochs[3]) ?? [];
    const values = seeds.map((epoch) => 100 * (epoch?.validation?.accuracy ?? 0));
    expect(low?.data[3]?.[1]).toBeCloseTo(Math.min(...values), 3);
    expect(spread?.data[3]?.[1]).toBeCloseTo(Math.max(...values) - Math.min(...values), 3);
    expect(mean?.data[3]?.[1]).toBeCloseTo(values.reduce((a, b) => a + b) / values.length, 3);
  });

  test("is the same bytes each time", () => {
    expect(comparisonReport({ comparison, runs, title: "Two learning rates" }).html).toBe(report.html);
  });
});

test("runs that must not be compared are said to be so first, and none of them is shown as the best", () => {
  const { html, markdown } = comparisonReport({
    comparison: { ...comparison, incomparable: ["Different data."] },
    runs,
  });
  expect(html).toContain("Not comparable.");
  expect(html).not.toContain('class="figure"');
  expect(markdown).toContain("**Not comparable.** Different data.");
});

test("of a thousand rows the best are drawn, all are listed", () => {
  const [row] = comparison.rows;
  if (!row) throw new Error("the fixtures have rows");
  const rows = Array.from({ length: 1000 }, (_, i) => ({ ...row, run: `row ${i}.` }));
  const { html, charts } = comparisonReport({ comparison: { ...comparison, rows }, runs });
  expect(html).toContain("The best 60 of 1000 rows");
  expect(html).toContain("row 999.");
  expect(charts.find(({ name }) => name === "seeds")?.height).toBeLessThan(2000);
});

test("without a row there is a page that says why", () => {
  const none = compareRuns([]);
  const { html } = comparisonReport({
    comparison: { ...none, left_out: [{ run: "a/b", reason: "diverged" }] },
    runs: [],
  });
  expect(html).toContain("Left out: a/b (diverged).");
  expect(
    COMPARISON_SECTIONS.filter((section) => section.build({ comparison: none, runs: [] })).map(({ name }) => name),
  ).toEqual(["headline"]);
});

test("hostile names add no element and no script", () => {
  const rows = comparison.rows.map((row, i) => ({
    ...row,
    run: `${HOSTILE.join(" ")} ${i}`,
    changed: Object.fromEntries(HOSTILE.map((name) => [name, name])),
  }));
  const verdicts = comparison.verdicts.map((verdict) => ({ ...verdict, text: HOSTILE.join(" ") }));
  const hostile = { ...comparison, rows, verdicts, warnings: [...HOSTILE], headline: HOSTILE.join(" ") };
  const { html } = comparisonReport({ comparison: hostile, runs, title: HOSTILE.join(" ") });
  const found = (pattern: RegExp) => Array.from(html.matchAll(pattern), ([match]) => match);
  expect(found(/<script/g)).toHaveLength(3);
  expect(found(/<\/style/g)).toHaveLength(1);
  expect(found(/<[^<>]*\son\w+\s*=|<img/g)).toEqual([]);
});
