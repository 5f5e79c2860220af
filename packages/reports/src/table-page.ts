import { page } from "./page/frame.ts";
import { html } from "./page/html.ts";
import { type TextTable, textTable } from "./page/table.ts";

/** A page that shows one table, and below it what its reader must know. */
export function tablePage(heading: string, table: TextTable, notes: readonly string[]): string {
  const below = notes.length > 0 ? [html`<ul>${notes.map((note) => html`<li>${note}</li>\n`)}</ul>\n`] : [];
  return page(heading, [{ name: "table", parts: [html`<h1>${heading}</h1>\n`, textTable(table), ...below] }]);
}
