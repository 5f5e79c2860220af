import type { Verdict } from "@assay/runs";
import type { ComparisonReportInput, Section } from "../contract.ts";
import { metricText, times, title } from "../figures/metric-words.ts";
import { type Html, html } from "../page/html.ts";
import { markdownText } from "../page/markdown.ts";
import { unbroken } from "../page/unbroken.ts";

/** What is ranked by what, why it must not be compared where that is so, the best row, and each verdict in a sentence. */
export const headline: Section<ComparisonReportInput> = {
  name: "headline",
  build({ comparison, title: heading }) {
    const { rows, ranking, incomparable, verdicts } = comparison;
    const [best] = rows;
    const value = best?.[ranking.split][ranking.metric.name];
    const [number = "", unit] = metricText(ranking.metric, value).split(" ");
    const trained = rows.reduce((sum, row) => sum + row.n, 0);
    return {
      parts: [
        html`<p class="kicker">${times(rows.length, "recipe")}, ${times(trained, "run")}</p>
<h1>${heading ?? "Comparison"}</h1>
${incomparable.length === 0 ? "" : html`<div class="banner"><strong>Not comparable.</strong><ul>${incomparable.map((reason) => html`<li>${unbroken(reason)}</li>`)}</ul></div>`}
${
  best && typeof value === "number" && incomparable.length === 0
    ? html`<div class="hero"><div><div class="figure-of">Best ${ranking.split} ${title(ranking.metric.name)}</div>
<div class="figure">${number}${unit ? html`<small> ${unit}</small>` : ""}</div></div>
<div class="soft"><strong>${best.run}</strong><br>${best.n > 1 ? `mean over ${best.n} seeds` : "one run"}</div></div>`
    : ""
}
<p class="judgement">${unbroken(comparison.headline)}</p>
${list(verdicts.slice(0, OPEN))}
${verdicts.length > OPEN ? html`<details><summary>${times(verdicts.length - OPEN, "more verdict")}</summary>${list(verdicts.slice(OPEN))}</details>` : ""}`,
      ],
      markdown: [
        markdownText(comparison.headline),
        "",
        ...incomparable.map((reason) => `- **Not comparable.** ${markdownText(reason)}`),
        ...verdicts.map(({ text }) => `- ${markdownText(text)}`),
      ],
    };
  },
};

/** Verdicts that are seen without a click. */
const OPEN = 6;

const list = (verdicts: readonly Verdict[]): Html | string =>
  verdicts.length === 0
    ? ""
    : html`<ul class="verdicts">${verdicts.map(({ outcome, text }) => html`<li${outcome === "better" || outcome === "worse" ? DECIDED : ""}>${unbroken(text)}</li>\n`)}</ul>`;

const DECIDED = { html: ' class="decided"' };
