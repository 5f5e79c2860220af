import type { RunReportInput, Section } from "../contract.ts";
import { times } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";
import { markdownText } from "../page/markdown.ts";
import { bytes, count } from "../text/numbers.ts";

/** Where the result comes from, so that it can be had again: hashes, versions, machine. */
export const provenance: Section<RunReportInput> = {
  name: "provenance",
  title: "Provenance",
  build({ run: { record } }) {
    const { hashes, machine, versions, git, resumed, ancestry } = record;
    const rows: [string, string][] = [
      ["Run", record.run],
      ["Status", record.status],
      ...(record.ensemble ? [] : [["Seed", String(record.seed)] satisfies [string, string]]),
      ["Started", record.started],
      [
        "Numerics",
        `${record.numerics}, kernels ${versions.numerics}, assay ${versions.assay}, ${times(record.threads, "thread")}`,
      ],
      ...(ancestry
        ? [["Forked from", `${ancestry.run}, after epoch ${ancestry.epoch}`] satisfies [string, string]]
        : []),
      ...(resumed ? [["Resumed", times(resumed, "time")] satisfies [string, string]] : []),
      ...(git ? [["Git", `${git.commit}${git.dirty ? ", with changes" : ""}`] satisfies [string, string]] : []),
      ["Test split", `evaluated ${times(record.test_evaluations, "time")}`],
      [
        "Machine",
        `${machine.cpu}, ${count(machine.cores)} cores, ${bytes(machine.memory)}, ${machine.os}, node ${machine.node}`,
      ],
    ];
    const sums: [string, string][] = [
      ["Spec", hashes.spec],
      ["Data", hashes.data ?? "–"],
      ["Initial weights", hashes.initial_weights ?? "–"],
      ["Final weights", hashes.final_weights ?? "–"],
      ["Predictions", hashes.predictions ?? "–"],
      ["Chain of epochs", hashes.chain ?? "–"],
    ];
    return {
      parts: [
        html`<div class="box"><table><tbody>
${rows.map(([term, text]) => html`<tr><th scope="row">${term}</th><td>${text}</td></tr>\n`)}${sums.map(([term, text]) => html`<tr><th scope="row">${term}</th><td><code>${text}</code></td></tr>\n`)}</tbody></table></div>
<p class="soft">Hashes are SHA-256. The same spec, data and version of the kernels give the same final weights on any number of threads.</p>`,
      ],
      markdown: [...rows, ...sums].map(([term, text]) => `- ${term}: ${markdownText(text)}`),
    };
  },
};
