// The gradients of the weight and the bias of group normalization: sums over chunks of samples, then over the chunks, in order.
// As in batch norm, single precision over a run of pixels, double precision from run to run.

import { dotSample } from "./batch_norm_backward";
import { scratch } from "./common";

/** Channels of a unit: a cache line. */
const CHANNELS: i32 = 16;

@unmanaged
class GroupNormSums {
  dy: usize; x: usize; moments: usize; partial: usize; batch: i32; chunk: i32; rows: i32; channels: i32; groups: i32;
}

/**
 * partial[chunk] = [Σ dy · x̂, Σ dy] for each channel; a unit is 16 channels of a chunk. Workspace: of these channels the means and
 * the sums of a sample.
 */
export function group_norm_sums(d: usize, begin: i32, end: i32): void {
  const f = changetype<GroupNormSums>(d);
  const blocks = (f.channels + CHANNELS - 1) / CHANNELS, width = f.channels / f.groups, row = <usize>f.channels << 2;
  const means = scratch, sums = means + 64, second: usize = 128;
  for (let unit = begin; unit < end; unit++) {
    const chunk = unit / blocks, block = unit % blocks * CHANNELS, count = <usize>min(CHANNELS, f.channels - block);
    const to = f.partial + (<usize>(chunk * 2 * f.channels + block) << 3);
    memory.fill(to, 0, count << 3);
    memory.fill(to + (row << 1), 0, count << 3);
    for (let s = chunk * f.chunk; s < min((chunk + 1) * f.chunk, f.batch); s++) {
      const moments = f.moments + (<usize>(s * f.groups) << 3), at = <usize>(s * f.rows) * row + (<usize>block << 2);
      for (let c: usize = 0; c < count; c++) store<f32>(means + (c << 2), load<f32>(moments + (<usize>((block + <i32>c) / width) << 3)));
      memory.fill(sums, 0, 2 * second);
      dotSample(f.x + at, f.dy + at, means, row, f.rows, count << 2, sums, second);
      for (let c: usize = 0; c < count; c++) {
        const inverse = <f64>load<f32>(moments + (<usize>((block + <i32>c) / width) << 3), 4), o = to + (c << 3);
        store<f64>(o, load<f64>(o) + inverse * load<f64>(sums + second + (c << 3)));
        store<f64>(o + (row << 1), load<f64>(o + (row << 1)) + load<f64>(sums + (c << 3)));
      }
    }
  }
}

@unmanaged
class GroupNormFinalize {
  partial: usize; dweight: usize; dbias: usize; chunks: i32; channels: i32;
}

/** dweight and dbias are the sums over the chunks; a unit is a channel. */
export function group_norm_finalize(d: usize, begin: i32, end: i32): void {
  const f = changetype<GroupNormFinalize>(d);
  const chunk = <usize>f.channels << 4;
  for (let c = begin; c < end; c++) {
    let at = f.partial + (<usize>c << 3), dot: f64 = 0, sum: f64 = 0;
    for (let i = f.chunks; i > 0; i--) {
      dot += load<f64>(at);
      sum += load<f64>(at + (chunk >> 1));
      at += chunk;
    }
    if (f.dweight) store<f32>(f.dweight + (<usize>c << 2), <f32>dot);
    if (f.dbias) store<f32>(f.dbias + (<usize>c << 2), <f32>sum);
  }
}
