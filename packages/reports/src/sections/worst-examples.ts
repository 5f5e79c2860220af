import type { WorstExample } from "@assay/runs";
import type { RunReportInput, Section } from "../contract.ts";
import { fromBytes, isPicture } from "../figures/pictures.ts";
import { gallery } from "../page/gallery.ts";
import { html } from "../page/html.ts";
import { markdownTable, markdownText } from "../page/markdown.ts";
import { count, loss, percent } from "../text/numbers.ts";

/** Values of a row that a table shows. */
const COLUMNS = 8;
/** CSS pixels of a picture. */
const WIDE = 92;

/** The test examples with the worst predictions: images as pictures, rows of numbers as a table. */
export const worstExamples: Section<RunReportInput> = {
  name: "worst-examples",
  title: "Worst predictions",
  build({ worst, model, predictions }) {
    if (!worst || worst.examples.length === 0) return undefined;
    const { shape, examples } = worst;
    const sure = predictions?.kind === "class" && predictions.score_is === "probability";
    const score = (value: number | undefined) => (value === undefined ? "" : sure ? percent(value, 1) : loss(value, 2));
    const seen = isPicture(shape) && examples.every(({ input }) => input instanceof Uint8Array);
    const text = examples.every(({ label }) => typeof label === "string")
      ? "Misclassified test examples of which the model is surest: what they are, and what it says."
      : "The test examples furthest from the truth.";
    const pictures = () =>
      gallery(
        examples.map((example) => ({
          picture: fromBytes(shape, example.input as Uint8Array),
          alt: `test example ${example.index}`,
          caption: html`<strong>${answer(example.label)}</strong>, not ${answer(example.predicted)}<br><span class="soft">${score(example.score)}<br>no. ${count(example.index)}</span>`,
        })),
        WIDE,
      );
    const head = [
      "no.",
      "is",
      "predicted",
      ...(examples.some(({ score }) => score !== undefined) ? [sure ? "probability" : "output"] : []),
    ];
    const names = (model?.input.names ?? []).slice(0, COLUMNS);
    const columns = Array.from(
      { length: Math.min(COLUMNS, worst.examples[0]?.input.length ?? 0) },
      (_, i) => names[i] ?? `x${i}`,
    );
    const cells = (example: WorstExample) => [
      String(example.index),
      answer(example.label),
      answer(example.predicted),
      ...(head.length > 3 ? [score(example.score)] : []),
    ];
    const inputs = ({ input }: WorstExample) => columns.map((_, i) => significant(input[i]));
    const table = html`<div class="box"><table>
<thead><tr>${[...head, ...columns].map((name, i) => html`<th${i === 1 || i === 2 ? "" : cls}>${name}</th>`)}</tr></thead>
<tbody>${examples.map(
      (example) =>
        html`<tr>${[...cells(example), ...inputs(example)].map((cell, i) => html`<td${i === 1 || i === 2 ? "" : cls}>${cell}</td>`)}</tr>\n`,
    )}</tbody></table></div>`;
    return {
      parts: [html`<p>${text}</p>`, seen ? pictures() : table],
      markdown: [
        markdownTable(
          head,
          examples.map((example) => cells(example).map(markdownText)),
          [1, 2],
        ),
      ],
    };
  },
};

const cls = { html: ' class="n"' };
const significant = (value: number | undefined): string =>
  value === undefined ? "" : String(Number(value.toPrecision(4)));
const answer = (value: string | readonly number[]): string =>
  typeof value === "string" ? value : value.map(significant).join(", ");
