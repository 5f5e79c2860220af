import type { CompositeOperations } from "../operations.ts";
import { createTensor, type Tensor } from "../tensor.ts";
import { chunkOf } from "./batch-chunks.ts";
import type { Lowering } from "./contract.ts";
import { imageSizes, stepsOf } from "./image.ts";

type ConvolutionFields = CompositeOperations["conv2d"] | CompositeOperations["conv2d_backward"];

/**
 * Winograd's F(4×4, 3×3) for 3×3 kernels of stride 1 with whole vectors of channels: a quarter of the products. Below 8
 * channels its transforms cost more than that saves.
 */
export function winogradPays({ weight, weight_row, ...fields }: ConvolutionFields): boolean {
  const [height, width, channels, out] = weight.shape;
  const least = Math.min(channels as number, out as number);
  return (
    height === 3 &&
    width === 3 &&
    Object.values(stepsOf(fields)).every((step) => step === 1) &&
    weight_row === undefined && // a group's channels have others in between
    least >= 8 &&
    (channels as number) % 4 === 0 &&
    (out as number) % 4 === 0
  );
}

/** Bytes of transformed tiles that a thread works on at a time: they should stay in the second-level cache. */
const TILE_BYTES = 256 * 1024;

/** How many tiles a thread transforms at a time, `floats` numbers a position: whole micro-tiles of six. */
export const tilesAtATime = (floats: number): number => 6 * Math.max(1, Math.floor(TILE_BYTES / (36 * 4 * floats) / 6));

/** Samples a chunk for Winograd's weight gradient: at most 16 chunks, and fewer where a chunk would have few tiles to sum. */
export function winogradChunk(
  { out_height, out_width }: { out_height: number; out_width: number },
  batch: number,
): number {
  const tiles = Math.ceil(out_height / 4) * Math.ceil(out_width / 4);
  return Math.min(batch, Math.max(chunkOf(batch), Math.ceil(LEAST_TILES / tiles)));
}

/** Sums over fewer tiles than this take longer to write out than to compute. */
const LEAST_TILES = 32;

/** The convolution, or with `turned` its gradient: the weights turned by 180°, input and output channels swapped. */
export function winograd(
  call: Lowering["call"],
  {
    x,
    weight,
    bias,
    y,
    turned = false,
    ...padding
  }: {
    x: Tensor;
    weight: Tensor;
    bias?: Tensor | undefined;
    y: Tensor;
    pad_top: number;
    pad_left: number;
    turned?: boolean;
  },
): void {
  const [, , rows, columns] = weight.shape as [number, number, number, number];
  const [channels, out_channels] = turned ? [columns, rows] : [rows, columns];
  const [in_stride, out_stride] = turned ? [1, columns] : [columns, 1];
  const panels = Math.ceil(out_channels / 8);
  const w = createTensor("convolution weight, transformed", [36, panels, channels, 8]);
  const strides = { tap_stride: rows * columns, in_stride, out_stride, flipped: turned ? 1 : 0 };
  call("winograd_weight", { x: weight, y: w, channels, out_channels, ...strides });
  const block = tilesAtATime(channels + 8 * panels);
  call("conv2d_winograd", { x, w, bias, y, ...imageSizes(x, y), channels, out_channels, ...padding, block });
}
