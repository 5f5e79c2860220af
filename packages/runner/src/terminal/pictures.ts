import { pad, shorten } from "./columns.ts";
import type { Screen } from "./terminal.ts";

/** An image in bytes, [height, width, channels], and what stands above it. */
interface Picture {
  readonly title: string;
  readonly values: ArrayLike<number>;
}

/** Characters that an image is wide at most. */
const WIDEST = 36;
const GAP = 3;
const INDENT = 2;

/** From dark to light, for terminals without colours. */
const SHADES = { unicode: " ░▒▓█", ascii: " .:-=+*#%@" } as const;

/**
 * Images as blocks of characters, beside each other as far as the screen goes: a character is one pixel wide and two high.
 * Where there are colours, half blocks show every pixel; elsewhere shades show pairs of them.
 */
export function pictures(list: readonly Picture[], shape: readonly number[], screen: Screen): string[] {
  const [height = 1, width = 1, channels = 1] = shape;
  const step = Math.max(1, Math.ceil(width / WIDEST));
  const columns = Math.ceil(width / step);
  const fitting = Math.max(1, Math.floor((screen.columns - INDENT + GAP) / (columns + GAP)));
  const shown = list.slice(0, fitting);
  const titles = shown.map(({ title }) => pad(shorten(title, columns, screen.unicode), columns, "left"));
  const { colors, unicode } = screen;
  const draw = colors.isColorSupported && unicode ? halfBlock(colors) : shade(unicode);
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2 * step) {
    const cells = shown.map(({ values }) => {
      const pixel = (x: number, row: number): Pixel | undefined =>
        row < height ? pixelAt(values, (row * width + x) * channels, channels) : undefined;
      return Array.from({ length: columns }, (_, x) =>
        draw(pixel(x * step, y) as Pixel, pixel(x * step, y + step)),
      ).join("");
    });
    lines.push(cells.join(" ".repeat(GAP)));
  }
  return [titles.join(" ".repeat(GAP)), ...lines].map((line) => " ".repeat(INDENT) + line);
}

type Pixel = readonly [number, number, number];

function pixelAt(values: ArrayLike<number>, at: number, channels: number): Pixel {
  const channel = (i: number): number => values[at + (channels >= 3 ? i : 0)] as number;
  return [channel(0), channel(1), channel(2)];
}

const BLACK: Pixel = [0, 0, 0];

/** The upper pixel as the character's colour, the lower one as its background (24 bits). */
const halfBlock =
  ({ pixels }: Screen["colors"]) =>
  (upper: Pixel, lower: Pixel = BLACK): string =>
    pixels("▀", upper, lower);

const shade =
  (unicode: boolean) =>
  (upper: Pixel, lower: Pixel = upper): string => {
    const shades = unicode ? SHADES.unicode : SHADES.ascii;
    const light = [...upper, ...lower].reduce((sum, value) => sum + value, 0) / (6 * 255);
    return shades[Math.min(shades.length - 1, Math.floor(light * shades.length))] as string;
  };
