import { sheetUri } from "../figures/pictures.ts";
import type { Picture } from "../figures/png.ts";
import { type Html, html, trusted } from "./html.ts";

export interface Exhibit {
  readonly picture: Picture;
  /** Said to who does not see it. */
  readonly alt: string;
  /** Below it. */
  readonly caption?: Html;
}

/**
 * Pictures of one size in rows, their pixels kept sharp. They are one PNG, of which each shows its part: much smaller, and much
 * sooner made, than as many files.
 * @param wide CSS pixels of each
 */
export function gallery(exhibits: readonly Exhibit[], wide: number): Html {
  const { width = 1, height = 1 } = exhibits[0]?.picture ?? {};
  const high = Math.max(1, Math.round((wide * height) / width));
  const sheet = sheetUri(exhibits.map(({ picture }) => picture));
  const style = `--sheet: url(${sheet}); --wide: ${wide}px; --high: ${high}px; --all: ${high * exhibits.length}px`;
  return html`<ul class="pictures" style="${trusted(style)}">${exhibits.map(
    ({ alt, caption }, k) =>
      html`<li><i role="img" aria-label="${alt}" style="background-position: 0 ${-k * high}px"></i>${caption ?? ""}</li>\n`,
  )}</ul>`;
}
