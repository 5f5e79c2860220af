import { gray } from "../image-folder/decode.ts";
import type { Pixels } from "../image-folder/pixels.ts";
import { borderOf } from "./border.ts";

/**
 * A picture without transparency, laid over one colour: red, green, blue and an alpha of 255. Where its border is opaque, that
 * is the border's; where it is transparent, the colour that a model of colour pictures expects around them, and for a model of
 * gray ones black or white, whichever the visible part stands out from.
 *
 * @param expected red, green and blue; undefined for a model of gray pictures
 */
export function opaque({ rgba, height, width }: Pixels, expected: readonly number[] | undefined): Uint8Array {
  if (!rgba.some((value, i) => i % 4 === 3 && value < 255)) return rgba;
  const [red, green, blue, alpha] = borderOf({ values: rgba, shape: [height, width, 4] }) as [
    number,
    number,
    number,
    number,
  ];
  const under = alpha >= 128 ? [red, green, blue] : (expected ?? contrast(rgba));
  return rgba.map((value, i) => {
    if (i % 4 === 3) return 255;
    const share = (rgba[i - (i % 4) + 3] as number) / 255;
    return Math.round(share * value + (1 - share) * (under[i % 4] as number));
  });
}

/** White where what is visible is dark, black where it is light. */
function contrast(rgba: Uint8Array): readonly number[] {
  const luma = gray(rgba);
  let [sum, weight] = [0, 0];
  for (const [i, value] of luma.entries()) {
    const alpha = rgba[4 * i + 3] as number;
    sum += alpha * value;
    weight += alpha;
  }
  return sum < 128 * weight ? [255, 255, 255] : [0, 0, 0];
}
