import type { StoredSweep } from "@assay/sweeps";
import type { Section, SweepReportInput } from "../contract.ts";
import { times } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";
import { markdownTable, markdownText } from "../page/markdown.ts";
import { textTable } from "../page/table.ts";
import { partText } from "../text/part-text.ts";
import { distributionText } from "./axis.ts";
import { cut } from "./words.ts";

const LONGEST = 200;

/** What was searched, and how: enough to search it again. */
export const searched: Section<SweepReportInput> = {
  name: "searched",
  title: "What was searched",
  build({ sweep }) {
    const facts = factsOf(sweep);
    const isConditional = sweep.parameters.some(({ when }) => when);
    const head = ["parameter", "values", ...(isConditional ? ["only where"] : [])];
    const cells = sweep.parameters.map((parameter) => [
      parameter.name,
      cut(distributionText(parameter), LONGEST),
      ...(isConditional ? [parameter.when ? cut(partText(parameter.when), LONGEST) : "–"] : []),
    ]);
    return {
      parts: [
        html`<div class="box"><table><tbody>
${facts.map(([term, text]) => html`<tr><th scope="row">${term}</th><td>${text}</td></tr>\n`)}</tbody></table></div>`,
        ...(cells.length > 0 ? [textTable({ head, rows: cells, numbers: head.map(() => false) })] : []),
      ],
      markdown: [
        ...facts.map(([term, text]) => `- ${term}: ${markdownText(text)}`),
        "",
        ...(cells.length > 0
          ? [
              markdownTable(
                head,
                cells.map((row) => row.map(markdownText)),
                head.map((_, i) => i),
              ),
            ]
          : []),
      ],
    };
  },
};

function factsOf({ metric, method, seed, cap, lag, seeds, early, exclude, set }: StoredSweep): [string, string][] {
  return [
    ["Goal", `${metric.goal} ${metric.name}`],
    ["Method", method === "grid" ? "grid" : `${method}, seed ${seed}`],
    ...(cap === undefined ? [] : [["Cap", times(cap, "setting")] as [string, string]]),
    ...(method === "tpe" || early ? [["Lag", times(lag, "setting")] as [string, string]] : []),
    ...(seeds ? [["Seeds", cut(seeds.join(", "), LONGEST)] as [string, string]] : []),
    ...(early ? [["Early stopping", partText(early)] as [string, string]] : []),
    ...(exclude.length > 0 ? [["Excluded", cut(exclude.map(partText).join("; "), LONGEST)] as [string, string]] : []),
    ...(set.length > 0
      ? [["Flags", cut(set.map((flag) => `--set ${flag}`).join(" "), LONGEST)] as [string, string]]
      : []),
  ];
}
