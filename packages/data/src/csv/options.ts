import type { MissingMode } from "./missing.ts";

/** What the parts of the reader need to know of the options of `csv`; see the schema for their meaning. */
export interface CsvOptions {
  readonly path: string;
  readonly target: string | readonly string[];
  readonly kind: "class" | "values";
  readonly features?: readonly string[];
  readonly categorical: readonly string[];
  readonly test?: number | string | { readonly column: string };
  readonly separator: string;
  readonly quote: string;
  readonly header: boolean;
  readonly missing: MissingMode;
}

/** The column whose values say which rows are test, if there is one. */
export const markOf = ({ test }: CsvOptions): string | undefined =>
  typeof test === "object" ? test.column : undefined;

/** The columns that are predicted. */
export const targetsOf = ({ target }: CsvOptions): readonly string[] =>
  typeof target === "string" ? [target] : target;
