import { defineKernel } from "../kernel.ts";
import { cos, sin } from "../math.ts";
import { keyAt, philox } from "../philox.ts";

/**
 * A random affine map of each image about its centre, as torchvision's RandomAffine: rotation by angle ± degrees, shear along
 * x by shear_x ± shear_x_range degrees, along y likewise, scale in [scale_min, scale_max], translation by whole pixels up to
 * the given fractions of width and height. Draws are keyed by (step, sample). Outside lies fill[channel · fill_stride]: one
 * number for all channels (stride 0), or one for each (1). `bilinear` 1 or 0 (nearest).
 */
export const random_affine = defineKernel({
  fields: {
    x: "read",
    y: "write",
    fill: "read",
    key: "read",
    step: "read",
    height: "i32",
    width: "i32",
    channels: "i32",
    angle: "f32",
    degrees: "f32",
    translate_x: "f32",
    translate_y: "f32",
    scale_min: "f32",
    scale_max: "f32",
    shear_x: "f32",
    shear_x_range: "f32",
    shear_y: "f32",
    shear_y_range: "f32",
    bilinear: "i32",
    fill_stride: "i32",
  },
  axis: "sample",
  scratch: () => 64,
  reference: ({ f32, u32 }, g) => {
    const f = Math.fround;
    const key = keyAt(u32, g.key);
    const step = u32[g.step / 4] as number;
    const radian = 0.017453292519943295;
    for (let s = 0; s < g.batch; s++) {
      const [w0, w1, w2, w3] = philox(key, [0, s, step, 0]);
      const [w4, w5] = philox(key, [1, s, step, 0]);
      const symmetric = (word: number): number => (word >>> 8) * (2 / 16777216) - 1;
      const angle = (g.angle + symmetric(w0) * g.degrees) * radian;
      const tx = Math.floor(symmetric(w1) * g.translate_x * g.width + 0.5);
      const ty = Math.floor(symmetric(w2) * g.translate_y * g.height + 0.5);
      const scale = g.scale_min + (symmetric(w3) + 1) * 0.5 * (g.scale_max - g.scale_min);
      const shearX = (g.shear_x + symmetric(w4) * g.shear_x_range) * radian;
      const shearY = (g.shear_y + symmetric(w5) * g.shear_y_range) * radian;
      // torchvision's [d, −b; −c, a] / scale
      const [cosine, sine] = [cos(angle - shearY) / cos(shearY), sin(angle - shearY) / cos(shearY)];
      const slope = sin(shearX) / cos(shearX);
      const a = f((cos(angle) - slope * sine) / scale);
      const b = f((sin(angle) + slope * cosine) / scale);
      const c = f(-sine / scale);
      const e = f(cosine / scale);
      const cx = (g.width - 1) * 0.5;
      const cy = (g.height - 1) * 0.5;
      const pixel = (column: number, row: number, channel: number): number =>
        column >= 0 && row >= 0 && column < g.width && row < g.height
          ? (f32[g.x / 4 + ((s * g.height + row) * g.width + column) * g.channels + channel] as number)
          : (f32[g.fill / 4 + channel * g.fill_stride] as number);
      for (let i = 0; i < g.height; i++) {
        for (let j = 0; j < g.width; j++) {
          // Rounded as the kernel rounds, step by step, so that both look up the same pixels.
          const u = j - cx - tx;
          const v = i - cy - ty;
          const sx = f(f(f(a * u) + f(b * v)) + cx);
          const sy = f(f(f(c * u) + f(e * v)) + cy);
          const [left, top] = [Math.floor(sx), Math.floor(sy)];
          const [dx, dy] = [sx - left, sy - top];
          for (let channel = 0; channel < g.channels; channel++) {
            const to = g.y / 4 + ((s * g.height + i) * g.width + j) * g.channels + channel;
            if (g.bilinear) {
              const upper = pixel(left, top, channel) * (1 - dx) + pixel(left + 1, top, channel) * dx;
              const lower = pixel(left, top + 1, channel) * (1 - dx) + pixel(left + 1, top + 1, channel) * dx;
              f32[to] = upper * (1 - dy) + lower * dy;
            } else {
              f32[to] = pixel(Math.floor(f(sx + 0.5)), Math.floor(f(sy + 0.5)), channel);
            }
          }
        }
      }
    }
  },
});
