import { InputError } from "@assay/kernels";
import type { Shape } from "../contract.ts";

/** A value for both axes, or one each as [height, width]. */
export type Pair = number | readonly number[];

export const pair = (value: Pair): readonly [number, number] =>
  typeof value === "number" ? [value, value] : (value as unknown as readonly [number, number]);

/** Schema of an integer, or two of them as [height, width]. */
export const pairSchema = (minimum: number, description: string) =>
  ({
    oneOf: [
      { type: "integer", minimum, maximum: 10_000 },
      { type: "array", items: { type: "integer", minimum, maximum: 10_000 }, minItems: 2, maxItems: 2 },
    ],
    description,
  }) as const;

/** Height, width and channels of an image shape. @throws InputError for a flat one */
export function imageOf(part: string, input: Shape): readonly [number, number, number] {
  if (input.length !== 3) {
    throw new InputError(
      `layers/${part}`,
      `needs an image [height, width, channels], got a flat input of ${input[0]}`,
      [],
      "put it before flatten",
    );
  }
  return input as unknown as readonly [number, number, number];
}

/**
 * Output extent: ⌊(input + padding − extent) / stride⌋ + 1 with an extent of dilation · (kernel − 1) + 1, `padding` over both sides.
 * @throws InputError if the kernel does not fit
 */
export function windowOutput(
  part: string,
  [height, width]: readonly [number, number],
  kernel: readonly [number, number],
  padding: readonly [number, number],
  stride: number,
  dilation = 1,
): readonly [number, number] {
  const extent = [dilation * (kernel[0] - 1) + 1, dilation * (kernel[1] - 1) + 1] as const;
  const room = [height + padding[0], width + padding[1]] as const;
  if (extent[0] > room[0] || extent[1] > room[1]) {
    const padded = padding[0] || padding[1] ? ` (${room.join("×")} with padding)` : "";
    const spread = dilation > 1 ? `, ${extent.join("×")} with dilation ${dilation}` : "";
    throw new InputError(
      `layers/${part}`,
      `kernel_size must fit the input of ${height}×${width}${padded}, got ${kernel.join("×")}${spread}`,
      ["kernel_size"],
      dilation > 1
        ? "use a smaller dilation or kernel, or fewer layers that shrink the image"
        : "use a smaller kernel or fewer layers that shrink the image",
    );
  }
  return [Math.floor((room[0] - extent[0]) / stride) + 1, Math.floor((room[1] - extent[1]) / stride) + 1];
}
