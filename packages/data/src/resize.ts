/** Fractional bits of a weight: 255 · 2^22 and the rounding stay below 2^31. */
const BITS = 22;

/** What one output element is made of: input elements from `first` on, with their weights as integers. */
interface Taps {
  readonly first: number;
  readonly weights: Int32Array;
}

/**
 * The taps of each of `target` elements over `source` ones: a triangle around the element's centre, as wide as two input
 * elements, or as two output elements where the input is the larger (antialiasing). Weights sum to 1 before rounding.
 */
function tapsOf(source: number, target: number): readonly Taps[] {
  const scale = source / target;
  const width = Math.max(scale, 1);
  return Array.from({ length: target }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(Math.floor(centre - width + 0.5), 0);
    const end = Math.min(Math.floor(centre + width + 0.5), source);
    const exact = Array.from({ length: end - first }, (_, k) =>
      Math.max(1 - Math.abs((first + k - centre + 0.5) * (1 / width)), 0),
    );
    const sum = exact.reduce((total, weight) => total + weight, 0);
    return { first, weights: Int32Array.from(exact, (weight) => Math.floor(0.5 + (weight / sum) * 2 ** BITS)) };
  });
}

/**
 * Resizes along the middle axis: [outer, source, inner] → [outer, target, inner].
 * y[o, i, c] = Σ_k weight[i, k] · x[o, first_i + k, c], rounded to a byte.
 */
function resizeAxis(x: Uint8Array, outer: number, source: number, inner: number, target: number): Uint8Array {
  if (source === target) return x;
  const y = new Uint8Array(outer * target * inner);
  const taps = tapsOf(source, target);
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (const { first, weights } of taps) {
      const start = (o * source + first) * inner;
      for (let c = 0; c < inner; c++) {
        let sum = 1 << (BITS - 1);
        for (let k = 0; k < weights.length; k++) {
          sum += (x[start + k * inner + c] as number) * (weights[k] as number);
        }
        y[at++] = Math.min(sum >> BITS, 255);
      }
    }
  }
  return y;
}

/**
 * An image of bytes [height, width, channels] in another size: bilinear, antialiased where it shrinks. The weights, their
 * rounding and the order (width first) are those of Pillow's `Image.resize(size, Image.BILINEAR)`, bit for bit, which is what
 * torchvision's `Resize` does with an image.
 */
export function resize(
  image: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
  [newHeight, newWidth]: readonly [number, number],
): Uint8Array {
  const wide = resizeAxis(image, height, width, channels, newWidth);
  return resizeAxis(wide, 1, height, newWidth * channels, newHeight);
}
