/** A cell's side of its column. */
export type Align = "left" | "right";

/** Number of characters as a reader counts them. */
export const width = (text: string): number => [...text].length;

export const pad = (text: string, size: number, align: Align): string => {
  const blanks = " ".repeat(Math.max(0, size - width(text)));
  return align === "right" ? blanks + text : text + blanks;
};

/** Text cut to a width, with an ellipsis where something is missing. */
export function shorten(text: string, size: number, unicode = true): string {
  if (width(text) <= size) return text;
  const mark = unicode ? "…" : "...";
  return (
    [...text]
      .slice(0, Math.max(0, size - mark.length))
      .join("")
      .trimEnd() + mark
  );
}

/** Rows of cells as lines of equal columns, two blanks apart. No cell is cut. */
export function alignColumns(rows: readonly (readonly string[])[], aligns: readonly Align[]): string[] {
  const widths = aligns.map((_, i) => Math.max(0, ...rows.map((row) => width(row[i] ?? ""))));
  return rows.map((row) =>
    aligns
      .map((align, i) => pad(row[i] ?? "", widths[i] ?? 0, align))
      .join("  ")
      .trimEnd(),
  );
}
