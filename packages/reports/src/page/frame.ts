import { renderSvg, wholeOption } from "../charts/render.ts";
import type { Chart, Part } from "../contract.ts";
import { type Html, html, trusted } from "./html.ts";
import { hydration } from "./hydration.ts";
import { scriptJson } from "./json.ts";
import { STYLE } from "./style.ts";

/** A section as the frame shows it. */
export interface Shown {
  readonly name: string;
  readonly title?: string | undefined;
  readonly half?: true | undefined;
  readonly parts: readonly Part[];
}

/** A whole page, which loads nothing from anywhere: style, pictures, charts and what makes them interactive are in it. */
export function page(heading: string, shown: readonly Shown[]): string {
  const charts = chartsOf(shown);
  const live = charts.length > 0 ? hydration() : undefined;
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src data:",
    `script-src ${live?.allowed.join(" ") ?? "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const data = Object.fromEntries(
    charts.map((chart) => [chart.name, { option: wholeOption(chart), unit: chart.unit ?? "" }]),
  );
  const scripts = live
    ? html`<script type="application/json" id="charts">${trusted(scriptJson(data))}</script>
<script type="text/plain" id="echarts">${trusted(live.packed)}</script>
<script>${trusted(live.boot)}</script>`
    : "";
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${heading}</title>
<link rel="icon" href="data:,">
<style>
${trusted(STYLE)}
</style>
</head>
<body>
<main>
${shown.map(section)}
</main>
${scripts}
</body>
</html>`.html
  }\n`;
}

/** The charts of some sections, in order. */
export const chartsOf = (shown: readonly Shown[]): Chart[] =>
  shown.flatMap(({ parts }) => parts.flatMap((part) => ("html" in part ? [] : [...part])));

const section = ({
  name,
  title,
  half,
  parts,
}: Shown): Html => html`<section id="${name}"${trusted(half ? ' class="half"' : "")}>
${title === undefined ? "" : html`<h2>${title}</h2>\n`}${parts.map((part) => ("html" in part ? part : figures(part)))}
</section>
`;

const figures = (charts: readonly Chart[]): Html =>
  html`<div class="charts${charts.length === 1 ? " one" : ""}">${charts.map(figure)}</div>\n`;

/** Below this share of its size a chart is scrolled, not made smaller. */
const LEAST = 0.75;

function figure(chart: Chart): Html {
  const { name, title, width, height, square } = chart;
  // What is square grows no wider than it is drawn; what is not keeps its height, and is scrolled before it is illegible.
  const size = square ? `aspect-ratio: ${width} / ${height}; max-width: ${width}px` : `height: ${height}px`;
  const drawn = renderSvg(chart).replace(
    "<svg ",
    `<svg style="${square ? "max" : "min"}-width: ${square ? width : width * LEAST}px" `,
  );
  return html`<figure data-chart="${name}">
<figcaption>${title}</figcaption>
<div class="still" role="img" aria-label="${title}">${trusted(drawn)}</div>
<div class="live" style="${trusted(size)}"></div>
</figure>
`;
}
