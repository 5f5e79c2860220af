import type { Chart } from "../contract.ts";
import { PALETTE } from "../page/palette.ts";
import { renderSvg } from "./render.ts";
import { FONT, PAPER } from "./theme.ts";

export interface ChartFile {
  /** "learning-loss.svg" */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Pixels of a PNG for each CSS pixel: sharp in print and on dense screens. */
const DENSITY = 2;

/** Each chart as a file of its own, with the colours of light ground. */
export async function chartFiles(charts: readonly Chart[], format: "svg" | "png"): Promise<ChartFile[]> {
  if (format === "svg") return charts.map((chart) => ({ name: `${chart.name}.svg`, content: standaloneSvg(chart) }));
  const { svgToPng } = await import("./png.ts"); // it brings a renderer and its fonts
  const files: ChartFile[] = [];
  for (const chart of charts) {
    files.push({ name: `${chart.name}.png`, content: await svgToPng(standaloneSvg(chart), DENSITY) });
  }
  return files;
}

/** A chart that needs no page: it has its size, its ground, and colours instead of variables. */
export function standaloneSvg(chart: Chart): string {
  const { width, height } = chart;
  const ground = `<rect width="${width}" height="${height}" fill="${PAPER}"/>`;
  return renderSvg(chart)
    .replace("<svg ", `<svg width="${width}" height="${height}" `)
    .replace(">", `>${ground}`)
    .replaceAll(`font-family:${FONT}`, `font-family:'Source Sans 3',${FONT}`)
    .replace(/="var\((--\w+)\)"/g, (found, name) => {
      const color = (PALETTE.light as Readonly<Record<string, string>>)[name];
      return color === undefined ? found : `="${color}"`;
    });
}
