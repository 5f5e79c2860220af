/** What a kernel of a 2 × 2 pool with stride 2 and no padding is told of its window. */
export const POOL_2X2 = {
  kernel_height: 2,
  kernel_width: 2,
  stride_y: 2,
  stride_x: 2,
  pad_top: 0,
  pad_left: 0,
  dilation_y: 1,
  dilation_x: 1,
};
