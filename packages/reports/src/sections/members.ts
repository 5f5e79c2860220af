import { LOSS } from "@assay/runs/store";
import type { RunReportInput, Section } from "../contract.ts";
import { metricText, title } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";
import { markdownTable, markdownText } from "../page/markdown.ts";

/** Of an ensemble its members, each with what it reaches alone. */
export const members: Section<RunReportInput> = {
  name: "members",
  title: "Members",
  build({ run: { record } }) {
    const { ensemble, metrics } = record;
    if (!ensemble) return undefined;
    const measured = [...metrics, LOSS];
    const head = ["run", ...measured.map(({ name }) => title(name))];
    const rows = [...ensemble.members]
      .sort((a, b) => (a.run < b.run ? -1 : 1))
      .map(({ run, test }) => [run, ...measured.map((metric) => metricText(metric, test[metric.name]))]);
    const text = `Test figures of each member alone. The ensemble gives the mean of their ${ensemble.average}, each counting the same; which runs are in it should have been chosen by a validation split.`;
    return {
      parts: [
        html`<p>${text}</p>
<div class="box"><table><thead><tr>${head.map((name) => html`<th>${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`,
      ],
      markdown: [
        text,
        "",
        markdownTable(
          head.map(markdownText),
          rows.map((row) => row.map(markdownText)),
          [0],
        ),
      ],
    };
  },
};
