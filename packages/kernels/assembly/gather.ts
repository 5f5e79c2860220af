// From the data set to the batch: the examples that are next in the order. A unit is a sample.

@unmanaged
class GatherU8 {
  values: usize; order: usize; cursor: usize; affine: usize; x: usize; size: i32;
}

/** x[s] = values[order[cursor + s]] · scale + shift, u8 → f32; affine [scale, shift]. */
export function gather_u8(d: usize, begin: i32, end: i32): void {
  const f = changetype<GatherU8>(d);
  const order = f.order + (<usize>load<i32>(f.cursor) << 2);
  const scale = load<f32>(f.affine), shift = load<f32>(f.affine, 4);
  const scales = f32x4.splat(scale), shifts = f32x4.splat(shift);
  for (let s = begin; s < end; s++) {
    let from = f.values + <usize>load<i32>(order + (<usize>s << 2)) * <usize>f.size;
    let to = f.x + (<usize>(s * f.size) << 2);
    let n = f.size;
    for (; n >= 8; n -= 8) {
      const words = v128.load_ext<u8>(from);
      const low = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words));
      const high = f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(words));
      v128.store(to, f32x4.add(f32x4.mul(low, scales), shifts));
      v128.store(to, f32x4.add(f32x4.mul(high, scales), shifts), 16);
      from += 8;
      to += 32;
    }
    for (; n > 0; n--) {
      store<f32>(to, <f32>load<u8>(from) * scale + shift);
      from += 1;
      to += 4;
    }
  }
}

@unmanaged
class GatherU8Features {
  values: usize; order: usize; cursor: usize; affine: usize; x: usize; size: i32;
}

/** x[s][i] = values[order[cursor + s]][i] · affine[0][i] + affine[1][i], u8 → f32; affine [2, size]: scales, then shifts. */
export function gather_u8_features(d: usize, begin: i32, end: i32): void {
  const f = changetype<GatherU8Features>(d);
  const order = f.order + (<usize>load<i32>(f.cursor) << 2);
  const n = <usize>f.size, scales = f.affine, shifts = scales + (n << 2);
  for (let s = begin; s < end; s++) {
    const from = f.values + <usize>load<i32>(order + (<usize>s << 2)) * n, to = f.x + (<usize>s * n << 2);
    let i: usize = 0;
    for (; i + 4 <= n; i += 4) {
      const bytes = i16x8.extend_low_i8x16_u(v128.load_zero<i32>(from + i));
      const values = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(bytes));
      const o = i << 2;
      v128.store(to + o, f32x4.add(f32x4.mul(values, v128.load(scales + o)), v128.load(shifts + o)));
    }
    for (; i < n; i++) {
      const o = i << 2;
      store<f32>(to + o, <f32>load<u8>(from + i) * load<f32>(scales + o) + load<f32>(shifts + o));
    }
  }
}

@unmanaged
class GatherF32 {
  values: usize; order: usize; cursor: usize; affine: usize; x: usize; size: i32;
}

/** x[s][i] = values[order[cursor + s]][i] · affine[0][i] + affine[1][i]; affine [2, size]: scales, then shifts. */
export function gather_f32(d: usize, begin: i32, end: i32): void {
  const f = changetype<GatherF32>(d);
  const order = f.order + (<usize>load<i32>(f.cursor) << 2);
  const bytes = <usize>f.size << 2, scales = f.affine, shifts = scales + bytes;
  for (let s = begin; s < end; s++) {
    const from = f.values + <usize>load<i32>(order + (<usize>s << 2)) * bytes, to = f.x + <usize>s * bytes;
    let o: usize = 0;
    for (; o + 16 <= bytes; o += 16) {
      v128.store(to + o, f32x4.add(f32x4.mul(v128.load(from + o), v128.load(scales + o)), v128.load(shifts + o)));
    }
    for (; o < bytes; o += 4) store<f32>(to + o, load<f32>(from + o) * load<f32>(scales + o) + load<f32>(shifts + o));
  }
}

@unmanaged
class GatherLabels {
  values: usize; order: usize; cursor: usize; y: usize;
}

/** y[s] = values[order[cursor + s]], u8 → i32. */
export function gather_labels(d: usize, begin: i32, end: i32): void {
  const f = changetype<GatherLabels>(d);
  const order = f.order + (<usize>load<i32>(f.cursor) << 2);
  for (let s = begin; s < end; s++) {
    store<i32>(f.y + (<usize>s << 2), <i32>load<u8>(f.values + <usize>load<i32>(order + (<usize>s << 2))));
  }
}

@unmanaged
class GatherWords {
  values: usize; order: usize; cursor: usize; y: usize; size: i32;
}

/** y[s] = values[order[cursor + s]], `size` words of four bytes each. */
export function gather_words(d: usize, begin: i32, end: i32): void {
  const f = changetype<GatherWords>(d);
  const order = f.order + (<usize>load<i32>(f.cursor) << 2), bytes = <usize>f.size << 2;
  for (let s = begin; s < end; s++) {
    const from = f.values + <usize>load<i32>(order + (<usize>s << 2)) * bytes, to = f.y + <usize>s * bytes;
    let o: usize = 0;
    for (; o + 16 <= bytes; o += 16) v128.store(to + o, v128.load(from + o));
    for (; o < bytes; o += 4) store<u32>(to + o, load<u32>(from + o));
  }
}
