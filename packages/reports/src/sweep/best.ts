import { withoutFoldersInText } from "@assay/runs";
import type { Section, SweepReportInput } from "../contract.ts";
import { html } from "../page/html.ts";
import { markdownTable, markdownText } from "../page/markdown.ts";
import { textTable } from "../page/table.ts";
import { partText } from "../text/part-text.ts";
import { cut } from "./words.ts";

const LONGEST = 60;

/** In what the best setting differs from the experiment, the command that trains it again, and its whole spec. */
export const best: Section<SweepReportInput> = {
  name: "best",
  title: "The best setting",
  build({ sweep, ranked, best: found }) {
    const [row] = ranked;
    if (row?.status !== "completed") return undefined;
    const text = (value: unknown) => (value === undefined ? "–" : cut(partText(value), LONGEST));
    const head = ["", "experiment", `setting ${row.setting}`];
    const cells = Object.entries(row.sets)
      .filter(([path, value]) => JSON.stringify(sweep.base(path)) !== JSON.stringify(value))
      .map(([path, value]) => [path, text(sweep.base(path)), text(value)]);
    const numbers = [false, false, false];
    const same = "It is the experiment as it is.";
    return {
      parts: [
        cells.length > 0 ? textTable({ head, rows: cells, numbers }) : html`<p>${same}</p>`,
        ...(found
          ? [
              html`<p>To train it:</p><pre>${found.command}</pre>
<details><summary>The whole spec, every default filled in</summary><pre>${withoutFoldersInText(found.resolved)}</pre></details>`,
            ]
          : []),
      ],
      markdown: [
        ...(cells.length > 0
          ? [
              markdownTable(
                head.map(markdownText),
                cells.map((each) => each.map(markdownText)),
                [0, 1, 2],
              ),
            ]
          : [same]),
        ...(found ? ["", `To train it: ${markdownText(found.command)}`] : []),
      ],
    };
  },
};
