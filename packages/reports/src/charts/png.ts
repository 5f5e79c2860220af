import { readFile } from "node:fs/promises";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

/** What the font covers; names in other scripts have boxes instead of letters. */
const FONTS = [
  import.meta.resolve("@fontsource/source-sans-3/files/source-sans-3-latin-400-normal.woff2"),
  import.meta.resolve("@fontsource/source-sans-3/files/source-sans-3-latin-ext-400-normal.woff2"),
  import.meta.resolve("@fontsource/source-sans-3/files/source-sans-3-greek-400-normal.woff2"),
  import.meta.resolve("@fontsource/source-sans-3/files/source-sans-3-cyrillic-400-normal.woff2"),
];

let ready: Promise<Uint8Array[]> | undefined;

/** The renderer and its fonts, loaded once. */
async function load(): Promise<Uint8Array[]> {
  await initWasm(await readFile(new URL(import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm"))));
  return Promise.all(FONTS.map((font) => readFile(new URL(font))));
}

/** An SVG as a PNG. @param density pixels of the PNG for each of the SVG */
export async function svgToPng(svg: string, density: number): Promise<Uint8Array> {
  ready ??= load();
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: density },
    font: { fontBuffers: await ready, defaultFontFamily: "Source Sans 3", sansSerifFamily: "Source Sans 3" },
  });
  return image.render().asPng();
}
