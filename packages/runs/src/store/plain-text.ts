export { withoutUnsafe } from "@assay/experiment/plain-text";

/** What a spreadsheet takes for the start of a formula (OWASP, "CSV injection"), also behind marks that were put before one. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A text as a cell of CSV that no spreadsheet computes: what could be a formula, and is no number, begins with `'`. */
export const noFormula = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);

/** The text that `noFormula` was given. */
export const fromNoFormula = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
