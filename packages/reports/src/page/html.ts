import { withoutUnsafe } from "@assay/runs/plain-text";

/** Markup that is safe to put into a page. */
export interface Html {
  readonly html: string;
}

type Value = Html | string | number | null | undefined | false | readonly Value[];

/** Control characters and direction marks as U+FFFD, so that no text can reorder or hide what stands beside it. Ends of lines stay. */
export const plain = (text: string): string => withoutUnsafe(text, "\ufffd", "\n\t");

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML shows it, in an element as well as in a quoted attribute. */
export const escapeHtml = (text: string): string => plain(text).replace(/[&<>"']/g, (found) => ENTITIES[found] ?? "");

/** Markup from a template: every value is text and is escaped, but for what `html` itself has made. Lists are joined. */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  html: strings.map((text, i) => text + (i < values.length ? render(values[i]) : "")).join(""),
});

/** Markup that comes from this package, never from a file. */
export const trusted = (markup: string): Html => ({ html: markup });

function render(value: Value): string {
  if (value === null || value === undefined || value === false) return "";
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map(render).join("");
  return (value as Html).html;
}
