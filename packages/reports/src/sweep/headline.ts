import type { Section, SweepReportInput } from "../contract.ts";
import { metricText, times, title } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";
import { markdownText } from "../page/markdown.ts";
import { unbroken } from "../page/unbroken.ts";
import { settingLabel } from "./words.ts";

/** What was found: the best setting with its mean and interval, whether it is really better than the second, and what is missing. */
export const headline: Section<SweepReportInput> = {
  name: "headline",
  build({ sweep, ranked, metric, verdict, notes }) {
    const trials = ranked.reduce((sum, { n }) => sum + n, 0);
    const [first] = ranked;
    const best = first?.status === "completed" ? first : undefined;
    const [number = "", unit] = metricText(metric, best?.mean).split(" ");
    const interval = best?.interval?.map((end) => metricText(metric, end).replace(/ %$/, "")).join(" to ");
    const over =
      best && (best.n > 1 ? `mean over ${best.n} seeds${interval ? `, 95 % interval ${interval}` : ""}` : "one seed");
    const counted = `${times(ranked.length, "setting")}, ${times(trials, "trial")}`;
    const figure = `Best validation ${title(metric.name)}`;
    return {
      parts: [
        html`<p class="kicker">Sweep, ${counted}</p>
<h1>${sweep.name}</h1>
${
  best
    ? html`<div class="hero"><div><div class="figure-of">${figure}</div>
<div class="figure">${number}${unit ? html`<small> ${unit}</small>` : ""}</div></div>
<div class="soft"><strong>${settingLabel(best)}</strong><br>${unbroken(over ?? "")}</div></div>`
    : html`<div class="banner"><strong>No setting was completed.</strong></div>`
}
${verdict === undefined ? "" : html`<p class="judgement">${unbroken(verdict)}</p>`}
${notes.length > 0 ? html`<p class="soft">${unbroken(notes.join(" "))}</p>` : ""}`,
      ],
      markdown: [
        ...(best
          ? [`**${figure}: ${metricText(metric, best.mean)}** (${over}), ${markdownText(settingLabel(best))}`]
          : ["**No setting was completed.**"]),
        "",
        ...[...(verdict === undefined ? [] : [verdict]), `${counted}.`, ...notes].map(
          (note) => `- ${markdownText(note)}`,
        ),
      ],
    };
  },
};
