import { expect, test } from "vitest";
import type { Chart } from "../src/contract.ts";
import { sweepReport } from "../src/index.ts";
import { SWEEP_SECTIONS } from "../src/sweep-sections.ts";
import { HOSTILE } from "./made-runs.ts";
import { madeSweep } from "./made-sweep.ts";

interface Series {
  readonly name: string;
  readonly data: readonly { readonly value: readonly unknown[]; readonly name: string; readonly lineStyle?: object }[];
}
const input = madeSweep(24);
const report = sweepReport(input);
const chart = (charts: readonly Chart[], name: string) => charts.find((each) => each.name === name);
const seriesOf = (found: Chart | undefined) => (found?.option.series ?? []) as unknown as readonly Series[];
const text = report.html
  .replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, "")
  .replace(/<[^>]*>/g, " ")
  .replaceAll("\u00a0", " ");

test("the page says the best setting, its mean with the interval, the verdict and what failed", () => {
  const [best] = input.ranked;
  for (const said of [
    `setting ${best?.setting}: lr `,
    `mean over 2 seeds, 95 % interval `,
    "Setting 3 and setting 9 are not distinguishable",
    "1 setting failed.",
    "pnpm run exp results/sweeps/made/best.yaml",
    "failed: the process ended with SIGKILL",
    "log_uniform from 0.0001 to 0.1",
    "asha {min_epochs: 1, reduction_factor: 3}",
  ]) {
    expect(text).toContain(said);
    expect(report.markdown.replaceAll("\\", "")).toContain(said);
  }
});

test("the best setting is told as what it changes of the experiment", () => {
  const sets = input.ranked[0]?.sets ?? {};
  expect(report.markdown).toContain(`| optimizer.lr | 0.001 | ${sets["optimizer.lr"]} |`);
});

test("a parameter's chart has what sets it alone, failures apart, and categories set apart the same way each time", () => {
  const momentum = report.charts.find(({ title }) => title.endsWith("by optimizer.momentum"));
  const dots = seriesOf(momentum).flatMap(({ data }) => data);
  expect(dots, "every second setting has a momentum").toHaveLength(12);
  const type = report.charts.find(({ title }) => title.endsWith("by optimizer.type"));
  const groups = seriesOf(type);
  expect(groups.map(({ name, data }) => [name, data.length])).toEqual([
    ["completed", 17],
    ["stopped early", 5],
    ["failed", 1],
    ["best", 1],
  ]);
  expect(type?.option.xAxis).toMatchObject({ type: "category", data: ["sgd", "adam"] });
  const lr = report.charts.find(({ title }) => title.endsWith("by optimizer.lr"));
  expect(lr?.option.xAxis).toMatchObject({ type: "log", min: 0.0001, max: 0.1 });
});

test("a setting that lacks a parameter is a dashed line without a value there", () => {
  const lines = seriesOf(chart(report.charts, "parallel"))[0]?.data ?? [];
  expect(lines).toHaveLength(23); // one has no figure
  for (const { value, lineStyle } of lines) {
    expect(lineStyle).toMatchObject({ type: value[2] === "-" ? "dashed" : "solid" });
  }
  expect(lines.at(-1)?.lineStyle, "the best one is on top").toMatchObject({ width: 3, opacity: 1 });
});

test("of a thousand settings the best are listed and drawn, the curves thinned evenly", () => {
  const { html, charts } = sweepReport(madeSweep(1000, [1]));
  expect(html).toContain("The best 50 of 1000 settings.");
  expect(html).toContain("The best 300 of 999 settings.");
  expect(html).toMatch(/150 of 999 trials, evenly from best to worst/);
  expect(seriesOf(chart(charts, "trials"))).toHaveLength(150);
  expect(html.length, "ECharts is half a megabyte of it").toBeLessThan(3_000_000);
});

test.each([
  ["one setting", madeSweep(1), ["headline", "ranking", "importance", "curves", "best", "searched", "provenance"]],
  ["none that was tried", { ...madeSweep(0), best: undefined, runs: [] }, ["headline", "importance", "searched"]],
])("of %s there is a page of what is known", (_, few, expected) => {
  expect(SWEEP_SECTIONS.filter((section) => section.build(few)).map(({ name }) => name)).toEqual(expected);
  expect(sweepReport(few).html).toContain("too few settings to say");
});

test("is the same bytes each time", () => {
  expect(sweepReport(madeSweep(24)).html).toBe(report.html);
});

test("hostile names and values add no element and no script", () => {
  const evil = HOSTILE.join(" ");
  const made = madeSweep(12, [1, 2], [`${evil} a`, `${evil} b`, `${evil} c`]);
  const ranked = made.ranked.map((row) => ({
    ...{ ...row, reason: evil, runs: [evil] },
    sets: { ...row.sets, ...Object.fromEntries(HOSTILE.map((name) => [name, name])) },
  }));
  const { html } = sweepReport({
    ...{ ...made, ranked, verdict: evil, notes: [evil], best: { resolved: evil, command: evil } },
    sweep: { ...made.sweep, name: evil, method: evil, set: [evil], base: () => evil },
  });
  const bare = html.replaceAll(/="[^"]*"/g, '=""'); // what is in an attribute is text
  const found = (pattern: RegExp) => Array.from(bare.matchAll(pattern), ([match]) => match);
  expect(found(/<script/g)).toHaveLength(3);
  expect(found(/<\/style/g)).toHaveLength(1);
  expect(found(/<[^<>]*\son\w+\s*=|<img/g)).toEqual([]);
});
