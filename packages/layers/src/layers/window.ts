import { InputError } from "@assay/kernels";
import type { Shape } from "../contract.ts";

/** A value for both axes, or one each as [height, width]. */
export type Pair = number | readonly number[];

export const pair = (value: Pair): readonly [number, number] =>
  typeof value === "number" ? [value, value] : (value as unknown as readonly [number, number]);

/** Schema of an integer, or two of them as [height, width]. */
export const pairSchema = (minimum: number, description: string, maximum = 10_000) =>
  ({
    oneOf: [
      { type: "integer", minimum, maximum },
      { type: "array", items: { type: "integer", minimum, maximum }, minItems: 2, maxItems: 2 },
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

/** A window that slides over an image; all as [rows, columns]. */
export interface Window {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  /** Over both sides. */
  readonly padding: readonly [number, number];
  /** Pixels from one element of the window to the next. */
  readonly dilation: readonly [number, number];
  /** Round the output up: the last window may reach past the border, but begins before it (PyTorch's ceil_mode). */
  readonly up?: boolean;
}

/**
 * Output extent: ⌊(input + padding − extent) / stride⌋ + 1 with an extent of dilation · (kernel − 1) + 1.
 * @throws InputError if the kernel does not fit
 */
export function windowOutput(
  part: string,
  input: readonly [number, number],
  { kernel, stride, padding, dilation, up = false }: Window,
): readonly [number, number] {
  const axes = [0, 1] as const;
  const extent = axes.map((axis) => dilation[axis] * (kernel[axis] - 1) + 1) as [number, number];
  const room = axes.map((axis) => input[axis] + padding[axis]) as [number, number];
  // The number of the last window. Rounded up, it may be the first one, and reach past the border on both sides.
  const last = axes.map((axis) => {
    const steps = (room[axis] - extent[axis]) / stride[axis];
    return up ? Math.ceil(steps) : Math.floor(steps);
  }) as [number, number];
  if (last.some((number) => number < 0)) {
    const spreads = dilation.some((pixels) => pixels > 1);
    const padded = padding[0] || padding[1] ? ` (${room.join("×")} with padding)` : "";
    const spread = spreads ? `, ${extent.join("×")} with dilation ${textOf(dilation)}` : "";
    throw new InputError(
      `layers/${part}`,
      `kernel_size must fit the input of ${input.join("×")}${padded}, got ${kernel.join("×")}${spread}`,
      ["kernel_size"],
      spreads
        ? "use a smaller dilation or kernel, or fewer layers that shrink the image"
        : "use a smaller kernel or fewer layers that shrink the image",
    );
  }
  return axes.map((axis) => {
    const beginsOutside = last[axis] * stride[axis] >= input[axis] + padding[axis] / 2;
    return up && beginsOutside ? last[axis] : last[axis] + 1;
  }) as [number, number];
}

/** A pair as a message has it: one number where both are equal. */
export const textOf = ([first, second]: readonly [number, number]): string =>
  first === second ? String(first) : `[${first}, ${second}]`;
