// The gradient of a depthwise convolution's weights: eight channels and three taps at a time, summed over all pixels.

import { fma, lines, scratch, wide } from "./common";
import { packGradient, sumPanel } from "./conv2d_weight";
import { fillFrame, fillTable } from "./depthwise";
import { correlateNine } from "./generated/depthwise";

/** As Depthwise; `partial` is [chunks][panel of 8 output channels][taps + 1][8], the last row the bias's, written only `with_bias`. */
@unmanaged
class DepthwiseBackwardWeight {
  x: usize; dy: usize; partial: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32; out_channels: i32;
  kernel_height: i32; kernel_width: i32; stride_y: i32; stride_x: i32; pad_top: i32; pad_left: i32;
  dilation_y: i32; dilation_x: i32; chunk: i32; with_bias: i32;
}

/**
 * dW[tap][o] = Σ_pixels x[pixel, tap][⌊o/m⌋] · dy[pixel][o] and, `with_bias`, db[o] = Σ_pixels dy[pixel][o], over a chunk of samples.
 * Chunks are fixed by the batch size; `sum_chunks` adds them up in order. One sample a unit.
 */
export function depthwise_conv2d_backward_weight(d: usize, begin: i32, end: i32): void {
  const f = changetype<DepthwiseBackwardWeight>(d);
  const taps = f.kernel_height * f.kernel_width, multiplier = f.out_channels / f.channels;
  const pixels = f.out_height * f.out_width, panels = (f.out_channels + 7) / 8;
  const height = (f.out_height - 1) * f.stride_y + (f.kernel_height - 1) * f.dilation_y + 1;
  const width = (f.out_width - 1) * f.stride_x + (f.kernel_width - 1) * f.dilation_x + 1;
  const table = scratch, lanes = table + lines(<usize>taps << 2), rest = lanes + 32, panel = rest + 96;
  const frame = panel + (<usize>pixels << 5);
  fillTable(table, f.kernel_height, f.kernel_width, f.dilation_y, f.dilation_x, width);
  memory.fill(frame, 0, <usize>(height * width) << 5);

  const pixel = <usize>f.channels << 2;
  const step = <usize>f.stride_x << 5, row = <usize>(f.stride_y * width) << 5;
  for (let s = begin; s < end; s++) {
    const fresh = s % f.chunk == 0;
    const x = f.x + <usize>(s * f.height * f.width) * pixel;
    const dy = f.dy + (<usize>(s * pixels * f.out_channels) << 2);
    for (let p = 0; p < panels; p++) {
      const count = min(8, f.out_channels - p * 8);
      for (let j = 0; j < 8; j++) store<u32>(lanes + (<usize>j << 2), ((p * 8 + j) / multiplier) << 2);
      fillFrame(x, pixel, f.height, f.width, lanes, count, frame, height, width, f.pad_top, f.pad_left);
      const to = f.partial + (<usize>((s / f.chunk * panels + p) * (taps + 1)) << 5);
      let gradient = dy + (<usize>p << 5), dyPixel = <usize>f.out_channels << 2;
      if (count < 8 || f.with_bias) {
        packGradient(gradient, f.out_channels, count, pixels, panel);
        if (f.with_bias) sumPanel(panel, pixels, to + (<usize>taps << 5), fresh, rest);
        gradient = panel;
        dyPixel = 32;
      }
      let t = 0;
      if (wide) {
        for (; t + 9 <= taps; t += 9) {
          const at = table + (<usize>t << 2), sums = to + (<usize>t << 5);
          correlateNine(frame, at, step, row, gradient, dyPixel, f.out_height, f.out_width, sums, fresh);
        }
      }
      for (; t < taps; t += 3) {
        // Taps past the last one repeat it; their sums are never read.
        const at = table + (<usize>t << 2), second = table + (<usize>min(t + 1, taps - 1) << 2);
        const third = table + (<usize>min(t + 2, taps - 1) << 2);
        const whole = t + 3 <= taps, c = to + (<usize>t << 5);
        const sums = whole ? c : rest;
        if (!whole && !fresh) memory.copy(rest, c, <usize>(taps - t) << 5);
        correlate(
          frame + load<u32>(at), frame + load<u32>(second), frame + load<u32>(third), step, row,
          gradient, dyPixel, f.out_height, f.out_width, sums, fresh,
        );
        if (!whole) memory.copy(c, rest, <usize>(taps - t) << 5);
      }
    }
  }
}

/** sums[tap][8] (+)= Σ_pixels x[tap] · dy for three taps, whose pixels lie `step` and whose rows lie `row` bytes apart. */
function correlate(
  x: usize, second: usize, third: usize, step: usize, row: usize,
  dy: usize, dyPixel: usize, height: i32, width: i32, sums: usize, fresh: bool,
): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0;
  if (!fresh) {
    a0 = v128.load(sums); a1 = v128.load(sums, 16);
    b0 = v128.load(sums, 32); b1 = v128.load(sums, 48);
    c0 = v128.load(sums, 64); c1 = v128.load(sums, 80);
  }
  const o = second - x, q = third - x;
  for (let i = height; i > 0; i--) {
    let at = x;
    for (let j = width; j > 0; j--) {
      const low = v128.load(dy), high = v128.load(dy, 16);
      a0 = fma(v128.load(at), low, a0); a1 = fma(v128.load(at, 16), high, a1);
      b0 = fma(v128.load(at + o), low, b0); b1 = fma(v128.load(at + o, 16), high, b1);
      c0 = fma(v128.load(at + q), low, c0); c1 = fma(v128.load(at + q, 16), high, c1);
      at += step;
      dy += dyPixel;
    }
    x += row;
  }
  v128.store(sums, a0); v128.store(sums, a1, 16);
  v128.store(sums, b0, 32); v128.store(sums, b1, 48);
  v128.store(sums, c0, 64); v128.store(sums, c1, 80);
}
