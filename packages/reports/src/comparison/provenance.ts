import type { StoredRun } from "@assay/runs";
import type { ComparisonReportInput, Content, Section } from "../contract.ts";
import { html } from "../page/html.ts";
import { markdownTable, markdownText } from "../page/markdown.ts";

/** Every run of the comparison with what identifies it. */
export const provenance: Section<ComparisonReportInput> = {
  name: "provenance",
  title: "Provenance",
  build({ comparison, runs }) {
    const named = new Set(comparison.rows.flatMap((row) => row.runs));
    return provenanceOf(runs.filter(({ record }) => named.has(record.run)));
  },
};

/** What identifies some runs; undefined where there is none. */
export function provenanceOf(shown: readonly StoredRun[]): Content | undefined {
  if (shown.length === 0) return undefined;
  const head = ["run", "seed", "started", "numerics", "threads", "data", "weights", "machine"];
  const cells = shown.map(({ record }) => [
    record.run,
    record.ensemble ? "–" : String(record.seed),
    record.started,
    `${record.numerics}, kernels ${record.versions.numerics}`,
    String(record.threads),
    short(record.hashes.data),
    short(record.hashes.final_weights),
    `${record.machine.cpu}, node ${record.machine.node}`,
  ]);
  return {
    parts: [
      html`<details><summary>Hashes, versions and machines of ${shown.length} runs</summary><div class="box"><table>
<thead><tr>${head.map((name) => html`<th>${name}</th>`)}</tr></thead>
<tbody>${cells.map((row) => html`<tr>${row.map((text) => html`<td>${text}</td>`)}</tr>\n`)}</tbody></table></div></details>`,
    ],
    markdown: [
      markdownTable(
        head,
        cells.map((row) => row.map(markdownText)),
        head.map((_, i) => i),
      ),
    ],
  };
}

const short = (hash: string | null): string => hash?.slice(0, 8) ?? "–";
