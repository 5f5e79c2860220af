// How a pixel of an image is read: by a descriptor F with fill, fill_stride, height, width and channels. Outside of the image
// lies fill[channel · fill_stride].

/** The pixel of the image at `x` that is nearest to column `sx` and row `sy`. */
// @ts-ignore: decorator
@inline
export function nearest<F>(f: F, x: usize, sx: f32, sy: f32, channel: i32): f32 {
  return pixel(f, x, <i32>Mathf.floor(sx + 0.5), <i32>Mathf.floor(sy + 0.5), channel);
}

// @ts-ignore: decorator
@inline
function pixel<F>(f: F, x: usize, column: i32, row: i32, channel: i32): f32 {
  return <u32>column < <u32>f.width && <u32>row < <u32>f.height
    ? load<f32>(x + (<usize>((row * f.width + column) * f.channels + channel) << 2))
    : load<f32>(f.fill + (<usize>(channel * f.fill_stride) << 2));
}

/** The four pixels around column `sx` and row `sy`, weighted by how near they are. */
// @ts-ignore: decorator
@inline
export function blend<F>(f: F, x: usize, sx: f32, sy: f32, channel: i32): f32 {
  const left = Mathf.floor(sx), top = Mathf.floor(sy);
  const dx = sx - left, dy = sy - top;
  const column = <i32>left, row = <i32>top;
  const upper = pixel(f, x, column, row, channel) * (1 - dx) + pixel(f, x, column + 1, row, channel) * dx;
  const lower = pixel(f, x, column, row + 1, channel) * (1 - dx) + pixel(f, x, column + 1, row + 1, channel) * dx;
  return upper * (1 - dy) + lower * dy;
}
