import { page } from "./page/frame.ts";
import { html } from "./page/html.ts";

/** A table of texts. */
export interface PlainTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of numbers, which are set to the right. */
  readonly numbers: readonly boolean[];
}

/** A page that shows one table, and below it what its reader must know. */
export function tablePage(heading: string, { head, rows, numbers }: PlainTable, notes: readonly string[]): string {
  const cell = (i: number) => (numbers[i] ? NUMBER : TEXT);
  const table = html`<div class="box"><table>
<thead><tr>${head.map((text, i) => html`<th${cell(i)}>${text}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((text, i) => html`<td${cell(i)}>${text}</td>`)}</tr>\n`)}</tbody>
</table></div>
`;
  const below = notes.length > 0 ? [html`<ul>${notes.map((note) => html`<li>${note}</li>\n`)}</ul>\n`] : [];
  return page(heading, [{ name: "table", parts: [html`<h1>${heading}</h1>\n`, table, ...below] }]);
}

const NUMBER = { html: ' class="n"' };
const TEXT = { html: ' class="t"' };
