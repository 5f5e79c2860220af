import type { Tensor } from "@assay/kernels";

/** The colour outside of an image as kernels take it: one number for all channels, or the next one for the next channel. */
export const fillOf = (fill: Tensor) => ({ fill, fill_stride: fill.shape[0] === 1 ? 0 : 1 });
