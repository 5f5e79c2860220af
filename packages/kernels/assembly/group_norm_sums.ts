// The gradients of the weight and the bias of group normalization: sums over chunks of samples, then over the chunks, in order,
// all in double precision.

/** Channels of a unit: a cache line. */
const CHANNELS: i32 = 16;

@unmanaged
class GroupNormSums {
  dy: usize; x: usize; moments: usize; partial: usize; batch: i32; chunk: i32; rows: i32; channels: i32; groups: i32;
}

/** partial[chunk] = [Σ dy · x̂, Σ dy] for each channel; a unit is 16 channels of a chunk. */
export function group_norm_sums(d: usize, begin: i32, end: i32): void {
  const f = changetype<GroupNormSums>(d);
  const blocks = (f.channels + CHANNELS - 1) / CHANNELS, width = f.channels / f.groups;
  for (let unit = begin; unit < end; unit++) {
    const chunk = unit / blocks, block = unit % blocks * CHANNELS, stop = min(block + CHANNELS, f.channels);
    let c = block;
    while (c < stop) {
      const group = c / width, four = c + 4 <= min(stop, (group + 1) * width);
      const to = f.partial + (<usize>(chunk * 2 * f.channels + c) << 3);
      if (four) sumFour(f, chunk, c, group, to);
      else sumOne(f, chunk, c, group, to);
      c += four ? 4 : 1;
    }
  }
}

/** The sums of four channels of one group. */
function sumFour(f: GroupNormSums, chunk: i32, c: i32, group: i32, to: usize): void {
  const row = <usize>f.channels << 2, second = <usize>f.channels << 3;
  let scaledLow = f64x2.splat(0), scaledHigh = scaledLow, low = scaledLow, high = scaledLow;
  for (let s = chunk * f.chunk; s < min((chunk + 1) * f.chunk, f.batch); s++) {
    const moments = f.moments + (<usize>(s * f.groups + group) << 3);
    const mean = v128.load32_splat(moments), inverse = f64x2.splat(<f64>load<f32>(moments, 4));
    let dotLow = f64x2.splat(0), dotHigh = dotLow;
    let at = <usize>(s * f.rows) * row + (<usize>c << 2);
    for (let r = f.rows; r > 0; r--) {
      const g = v128.load(f.dy + at), v = f32x4.sub(v128.load(f.x + at), mean);
      const gl = f64x2.promote_low_f32x4(g), gh = f64x2.promote_low_f32x4(v128.shuffle<f32>(g, g, 2, 3, 2, 3));
      low = f64x2.add(low, gl);
      high = f64x2.add(high, gh);
      dotLow = f64x2.add(dotLow, f64x2.mul(gl, f64x2.promote_low_f32x4(v)));
      dotHigh = f64x2.add(dotHigh, f64x2.mul(gh, f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3))));
      at += row;
    }
    scaledLow = f64x2.add(scaledLow, f64x2.mul(inverse, dotLow));
    scaledHigh = f64x2.add(scaledHigh, f64x2.mul(inverse, dotHigh));
  }
  v128.store(to, scaledLow);
  v128.store(to, scaledHigh, 16);
  v128.store(to + second, low);
  v128.store(to + second, high, 16);
}

/** The sums of one channel. */
function sumOne(f: GroupNormSums, chunk: i32, c: i32, group: i32, to: usize): void {
  const row = <usize>f.channels << 2;
  let scaled: f64 = 0, sum: f64 = 0;
  for (let s = chunk * f.chunk; s < min((chunk + 1) * f.chunk, f.batch); s++) {
    const moments = f.moments + (<usize>(s * f.groups + group) << 3);
    const mean = load<f32>(moments);
    let dot: f64 = 0, at = <usize>(s * f.rows) * row + (<usize>c << 2);
    for (let r = f.rows; r > 0; r--) {
      const g = <f64>load<f32>(f.dy + at);
      sum += g;
      dot += g * <f64>(load<f32>(f.x + at) - mean);
      at += row;
    }
    scaled += <f64>load<f32>(moments, 4) * dot;
  }
  store<f64>(to, scaled);
  store<f64>(to + (<usize>f.channels << 3), sum);
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
