import { doubleErrors, kernelErrors, singleErrors } from "./measured-errors.ts";

/** A table of docs/numerics.md: a row a name, its errors in columns. */
export interface ErrorTable {
  readonly columns: readonly string[];
  readonly rows: ReadonlyMap<string, readonly number[]>;
}

/** Measures all tables, under the names that the document has for them. */
export function measureTables(): Readonly<Record<"kernels" | "single" | "double", ErrorTable>> {
  const both = <K extends string>(name: string, fused: ReadonlyMap<K, number>, strict: ReadonlyMap<K, number>) => ({
    columns: [name, "fused", "strict"],
    rows: new Map([...fused].map(([key, error]) => [key as string, [error, strict.get(key) ?? Number.NaN]])),
  });
  return {
    kernels: both("kernel", kernelErrors("fused"), kernelErrors("strict")),
    single: both("function", singleErrors("fused"), singleErrors("strict")),
    double: {
      columns: ["function", "units in the last place"],
      rows: new Map([...doubleErrors()].map(([name, error]) => [name, [error]])),
    },
  };
}

/** An error as the document states it: two digits, rounded up; 0 and small whole numbers as they are. */
export function textOfError(error: number): string {
  if (Number.isInteger(error)) return String(error);
  const exponent = Math.floor(Math.log10(error));
  const tenths = Math.ceil((error / 10 ** exponent) * 10);
  return tenths === 100 ? `1.0e${exponent + 1}` : `${(tenths / 10).toFixed(1)}e${exponent}`;
}

/** The rows of a table in the document's text. */
export function readTable(document: string, name: string): ReadonlyMap<string, readonly number[]> {
  const [, block = ""] = document.split(`<!-- measured: ${name} -->`);
  const lines = (block.split("<!-- end -->")[0] as string).split("\n").filter((line) => line.startsWith("|"));
  return new Map(
    lines.slice(2).map((line) => {
      const [key = "", ...errors] = line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1);
      return [key, errors.map(Number)];
    }),
  );
}
