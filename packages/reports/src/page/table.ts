import { type Html, html } from "./html.ts";

export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of numbers, which are set to the right. */
  readonly numbers: readonly boolean[];
}

/** A table of texts in a box that scrolls where it is too wide. @param first whether a row is the one to look at first */
export function textTable({ head, rows, numbers }: TextTable, first: (row: number) => boolean = () => false): Html {
  const cell = (i: number) => (numbers[i] ? NUMBER : TEXT);
  return html`<div class="box"><table>
<thead><tr>${head.map((text, i) => html`<th${cell(i)}>${text}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row, at) => html`<tr${first(at) ? FIRST : ""}>${row.map((text, i) => html`<td${cell(i)}>${text}</td>`)}</tr>\n`,
  )}</tbody>
</table></div>
`;
}

const NUMBER = { html: ' class="n"' };
const TEXT = { html: ' class="t"' };
const FIRST = { html: ' class="first"' };
