// The gradients of a convolution before a max-pool. At most one output in each window has a gradient, and after a relu
// half of those are zero: instead of multiplying with zeros, the rest is collected into lists of (offset, value).
//
//   dW[o] += value · x[around the pixel]    one list for each output channel o: offsets of pixels
//   dx[around the pixel] += value · W[o]    one list for each pixel of a window: offsets of output channels

import { lines, scratch } from "./common";
import { pad } from "./conv2d";
import { accumulate } from "./sparse";

/**
 * `dy`, `argmax` and `y` are the pool's: [window rows][window columns][out]. `w` and `partial` hold a kernel row of an
 * output channel as whole vectors: [out][kernel row][⌈kernel_width · channels / 4⌉ · 4], `partial` for each chunk.
 */
@unmanaged
class Sparse {
  x: usize; dy: usize; argmax: usize; y: usize; w: usize; dx: usize; partial: usize; bias_partial: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32; out_channels: i32;
  kernel_height: i32; kernel_width: i32; stride_y: i32; stride_x: i32; pad_top: i32; pad_left: i32;
  windows_high: i32; windows_wide: i32; window_height: i32; window_width: i32; window_stride_y: i32; window_stride_x: i32;
  chunk: i32; scale: f32;
}

/** One sample a unit. */
export function conv2d_backward_sparse(d: usize, begin: i32, end: i32): void {
  const f = changetype<Sparse>(d);
  const channels = f.channels, outChannels = f.out_channels, rows = f.kernel_height;
  const vectors = (f.kernel_width * channels + 3) >> 2;
  const wRow = <usize>vectors << 4, wOut = wRow * <usize>rows;
  const paddedHeight = (f.out_height - 1) * f.stride_y + rows;
  const paddedWidth = (f.out_width - 1) * f.stride_x + f.kernel_width;
  const copied = f.pad_top != 0 || f.pad_left != 0 || paddedHeight > f.height || paddedWidth > f.width;
  const imageRow = <usize>((copied ? paddedWidth : f.width) * channels) << 2;
  const imageBytes = <usize>(copied ? paddedHeight : f.height) * imageRow;
  const pixel = <usize>(f.stride_x * channels) << 2; // from one output pixel to the next, in the image
  const pixelRow = imageRow * <usize>f.stride_y;
  // Sums run over whole vectors, past a row's end: they may not end in another sample's gradient.
  const direct = !copied && (f.kernel_width * channels & 3) == 0;

  const windows = f.windows_high * f.windows_wide, positions = f.window_height * f.window_width;
  // Channels are listed four at a time: the last ones may not exist, and have gradients of zero.
  const listed = (outChannels + 3) & ~3, row = lines(<usize>listed << 2);
  const byChannel = <usize>(windows + 1) << 3, byPosition = <usize>(listed + 1) << 3;
  const values = scratch, offsets = values + row, positionOf = offsets + row, keeps = positionOf + row; // of one window, [out] each
  const channelEnds = keeps + row; // where each list ends
  const positionEnds = channelEnds + row;
  const positionOffsets = positionEnds + lines(<usize>positions << 2);
  const channelLists = positionOffsets + lines(<usize>positions << 2);
  const positionLists = channelLists + lines(<usize>listed * byChannel);
  const padded = positionLists + lines(<usize>positions * byPosition);
  const gradient = padded + lines(imageBytes + 64);
  for (let p = 0; p < positions; p++) {
    store<u32>(positionOffsets + (<usize>p << 2), <u32>(<usize>(p / f.window_width) * pixelRow + <usize>(p % f.window_width) * pixel));
  }
  const quarters = f.window_height == 2 && f.window_width == 2;
  const outRow = f.out_width * outChannels;
  const chunkBytes = <usize>outChannels * wOut;

  for (let s = begin; s < end; s++) {
    const chunk = s / f.chunk, fresh = s % f.chunk == 0;
    const size = <usize>(s * f.height * f.width * channels) << 2;
    let x = f.x + size;
    if (copied) {
      pad(x, padded, f.height, f.width, channels, channels, paddedHeight, paddedWidth, f.pad_top, f.pad_left);
      x = padded;
    }
    const dx = direct ? f.dx + size : gradient;
    if (f.dx) memory.fill(dx, 0, imageBytes);
    for (let o: usize = 0; o < <usize>listed; o++) store<u32>(channelEnds + (o << 2), <u32>(channelLists + o * byChannel));

    let pooled = <usize>(s * windows * outChannels) << 2;
    for (let i = 0; i < f.windows_high; i++) {
      for (let j = 0; j < f.windows_wide; j++) {
        const corner = <usize>(i * f.window_stride_y) * pixelRow + <usize>(j * f.window_stride_x) * pixel;
        maskGradient(f.dy + pooled, f.y ? f.y + pooled : 0, values, keeps, outChannels, f.scale);
        const first = i * f.window_stride_y * outRow + j * f.window_stride_x * outChannels, argmax = f.argmax + pooled;
        if (quarters) locateQuarters(argmax, first, offsets, positionOf, listed, outChannels, outRow, corner, pixel, pixelRow);
        else locate(argmax, first, offsets, positionOf, outChannels, outRow, f.window_width, corner, positionOffsets);
        // Always written, kept if not zero: a branch would be guessed wrong too often.
        for (let o: usize = 0; o < <usize>listed << 2; o += 16) {
          const offset = v128.load(offsets + o), value = v128.load(values + o), at = channelEnds + o;
          const low = v128.shuffle<i32>(offset, value, 0, 4, 1, 5), high = v128.shuffle<i32>(offset, value, 2, 6, 3, 7);
          v128.store_lane<i64>(<usize>load<u32>(at), low, 0);
          v128.store_lane<i64>(<usize>load<u32>(at, 4), low, 1);
          v128.store_lane<i64>(<usize>load<u32>(at, 8), high, 0);
          v128.store_lane<i64>(<usize>load<u32>(at, 12), high, 1);
          v128.store(at, i32x4.add(v128.load(at), v128.load(keeps + o)));
        }
        if (f.w) {
          for (let p: usize = 0; p < <usize>positions; p++) store<u32>(positionEnds + (p << 2), <u32>(positionLists + p * byPosition));
          for (let o: usize = 0, w: u32 = 0; o < <usize>outChannels << 2; o += 4) {
            const position = positionEnds + <usize>load<u32>(positionOf + o), positionEnd = load<u32>(position);
            store<u32>(<usize>positionEnd, w);
            store<u32>(<usize>positionEnd, load<u32>(values + o), 4);
            store<u32>(position, positionEnd + load<u32>(keeps + o));
            w += <u32>wOut;
          }
          for (let p: usize = 0; p < <usize>positions; p++) {
            const list = positionLists + p * byPosition, listEnd = <usize>load<u32>(positionEnds + (p << 2));
            if (list == listEnd) continue;
            accumulate(list, listEnd, f.w, wRow, dx + corner + <usize>load<u32>(positionOffsets + (p << 2)), imageRow, rows, vectors);
          }
        }
        pooled += <usize>outChannels << 2;
      }
    }

    const partial = f.partial + <usize>chunk * chunkBytes;
    if (fresh) memory.fill(partial, 0, chunkBytes);
    for (let o: usize = 0; o < <usize>outChannels; o++) {
      const list = channelLists + o * byChannel, listEnd = <usize>load<u32>(channelEnds + (o << 2));
      accumulate(list, listEnd, x, imageRow, partial + o * wOut, wRow, rows, vectors);
      if (f.bias_partial) {
        const bias = f.bias_partial + (<usize>chunk * <usize>((outChannels + 7) & ~7) + o << 2);
        let sum: f32 = 0;
        for (let entry = list; entry != listEnd; entry += 8) sum += load<f32>(entry, 4);
        store<f32>(bias, fresh ? sum : load<f32>(bias) + sum);
      }
    }
    if (f.dx && !direct) {
      const to = f.dx + size, row = <usize>(f.width * channels) << 2;
      // Rows and columns that no output looks at have no gradient.
      const left = max(0, -f.pad_left), stop = min(f.width, (copied ? paddedWidth : f.width) - f.pad_left);
      for (let i = 0; i < f.height; i++) {
        const y = to + <usize>i * row, from = i + f.pad_top;
        memory.fill(y, 0, row);
        if (from >= (copied ? paddedHeight : f.height) || stop <= left) continue;
        memory.copy(y + (<usize>(left * channels) << 2), gradient + <usize>from * imageRow + (<usize>((left + f.pad_left) * channels) << 2), <usize>((stop - left) * channels) << 2);
      }
    }
  }
}

/** values = scale · dy, with `y` only where y > 0; keeps = the size of an entry where that is not zero. */
function maskGradient(dy: usize, y: usize, values: usize, keeps: usize, channels: i32, scale: f32): void {
  const factor = f32x4.splat(scale), zero = f32x4.splat(0), entry = i32x4.splat(8);
  const stop = <usize>channels << 2;
  for (let o: usize = 0; o < stop; o += 16) {
    let value = f32x4.mul(factor, v128.load(dy + o));
    if (y) value = v128.and(value, f32x4.gt(v128.load(y + o), zero));
    if (o + 16 > stop) { // what follows is another window's
      value = f32x4.replace_lane(value, 3, 0);
      if (o + 12 > stop) value = f32x4.replace_lane(value, 2, 0);
      if (o + 8 > stop) value = f32x4.replace_lane(value, 1, 0);
    }
    v128.store(values + o, value);
    v128.store(keeps + o, v128.and(f32x4.ne(value, zero), entry));
  }
}

/**
 * Where each channel's gradient belongs: the offset of its pixel in the image, and four times the number of its position in
 * the window, whose first element of the output is `first`. This one for windows of 2×2.
 */
function locateQuarters(
  argmax: usize, first: i32, offsets: usize, positionOf: usize, listed: i32, outChannels: i32, outRow: i32,
  corner: usize, pixel: usize, pixelRow: usize,
): void {
  const oneRow = i32x4.splat(outRow), nextRow = i32x4.splat(<i32>pixelRow), nextPixel = i32x4.splat(<i32>pixel);
  const start = i32x4.splat(<i32>corner), zero = i32x4.splat(0), four = i32x4.splat(4), eight = i32x4.splat(8);
  let channel = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  for (let o: usize = 0; o < <usize>listed << 2; o += 16) {
    const element = i32x4.sub(v128.load(argmax + o), channel);
    const below = i32x4.ge_s(element, oneRow);
    const right = i32x4.ne(i32x4.sub(element, v128.and(below, oneRow)), zero);
    v128.store(offsets + o, i32x4.add(start, i32x4.add(v128.and(below, nextRow), v128.and(right, nextPixel))));
    v128.store(positionOf + o, i32x4.add(v128.and(below, eight), v128.and(right, four)));
    channel = i32x4.add(channel, four);
  }
}

/** The same for windows of any size. */
function locate(
  argmax: usize, first: i32, offsets: usize, positionOf: usize, outChannels: i32, outRow: i32, windowWidth: i32, corner: usize,
  positionOffsets: usize,
): void {
  for (let o = 0; o < outChannels; o++) {
    const at = <usize>o << 2, element = load<i32>(argmax + at) - first - o;
    const position = <usize>(element / outRow * windowWidth + element % outRow / outChannels) << 2;
    store<u32>(offsets + at, <u32>corner + load<u32>(positionOffsets + position));
    store<u32>(positionOf + at, <u32>position);
  }
}

@unmanaged
class PackByOutput {
  x: usize; y: usize; kernel_height: i32; row: i32; out_channels: i32;
}

/** Weights [kernel row][row][out] as [out][kernel row][row, in whole vectors]; a unit is a channel of the output. */
export function pack_by_output(d: usize, begin: i32, end: i32): void {
  const f = changetype<PackByOutput>(d);
  const step = <usize>f.out_channels << 2, padded = (f.row + 3) & ~3;
  for (let o = begin; o < end; o++) {
    let x = f.x + (<usize>o << 2);
    let y = f.y + (<usize>(o * f.kernel_height * padded) << 2);
    for (let r = f.kernel_height; r > 0; r--) {
      let k = 0;
      for (; k < f.row; k++) { store<f32>(y, load<f32>(x)); x += step; y += 4; }
      for (; k < padded; k++) { store<f32>(y, 0); y += 4; }
    }
  }
}

@unmanaged
class SumChunksByOutput {
  x: usize; y: usize; chunks: i32; kernel_height: i32; row: i32; out_channels: i32;
}

/** y[kernel row][row][out] = Σ_chunks x[chunk][out][kernel row][row, in whole vectors], in order; a unit is four channels. */
export function sum_chunks_by_output(d: usize, begin: i32, end: i32): void {
  const f = changetype<SumChunksByOutput>(d);
  const padded = (f.row + 3) & ~3;
  const outBytes = <usize>(f.kernel_height * padded) << 2, chunkBytes = outBytes * <usize>f.out_channels;
  const step = <usize>f.out_channels << 2;
  for (let unit = begin; unit < end; unit++) {
    const channels = min(4, f.out_channels - unit * 4);
    const x = f.x + <usize>(unit * 4) * outBytes, y = f.y + (<usize>unit << 4);
    for (let r = 0; r < f.kernel_height; r++) {
      for (let k = 0; k < f.row; k += 4) {
        const from = x + (<usize>(r * padded + k) << 2);
        const columns = min(4, f.row - k);
        for (let o = 0; o < channels; o++) {
          let at = from + <usize>o * outBytes, sum = v128.load(at);
          for (let g = 1; g < f.chunks; g++) {
            at += chunkBytes;
            sum = f32x4.add(sum, v128.load(at));
          }
          const to = y + <usize>(r * f.row + k) * step + (<usize>o << 2);
          v128.store_lane<f32>(to, sum, 0);
          if (columns > 1) v128.store_lane<f32>(to + step, sum, 1);
          if (columns > 2) v128.store_lane<f32>(to + 2 * step, sum, 2);
          if (columns > 3) v128.store_lane<f32>(to + 3 * step, sum, 3);
        }
      }
    }
  }
}
