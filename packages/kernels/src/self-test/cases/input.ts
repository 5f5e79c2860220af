import type { Case } from "../case.ts";
import { emitInputNet, inputNets } from "../input-net.ts";

/** [batch, height, width, channels] */
const images: readonly (readonly [number, number, number, number])[] = [
  [1, 1, 1, 1],
  [5, 7, 9, 1],
  [33, 6, 5, 3],
];

const imageCases: readonly Case[] = images.map(([B, H, W, C]) => ({
  title: `gather and random_affine, batch ${B}, ${H}×${W}×${C}`,
  batch: B,
  build: (emitter, input, output) => {
    const count = B + 10;
    const size = H * W * C;
    const affine = input("affine", [2], (i) => [1 / 255, -0.1307][i] as number);
    const source = {
      order: input("order", [count], (i) => (i * 7) % count, "i32"),
      cursor: input("cursor", [1], () => 3, "i32"),
    };
    const x = output("x", [B, H, W, C]);
    emitter.emit("gather_u8", { values: input("bytes", [count, size], undefined, "u8"), ...source, affine, x, size });
    const labels = input("labels", [count], (i) => i % 10, "u8");
    emitter.emit("gather_labels", { values: labels, ...source, y: output("classes", [B], undefined, "i32") });

    const values = input("values", [count, size]);
    const rows = input("rows", [2, size]);
    emitter.emit("gather_f32", { values, ...source, affine: rows, x: output("scaled", [B, size]), size });
    const bytes = input("channels", [count, size], undefined, "u8");
    emitter.emit("gather_u8_features", {
      values: bytes,
      ...source,
      affine: rows,
      x: output("scaled bytes", [B, size]),
      size,
    });
    emitter.emit("gather_words", { values, ...source, y: output("copied", [B, size]), size });

    const key = input("key", [2], (i) => 12345 * (i + 1), "i32");
    const step = input("step", [1], () => 7, "i32");
    const shear = { shear_x: 2, shear_x_range: 10, shear_y: -3, shear_y_range: 8 };
    const range = {
      angle: 5,
      degrees: 30,
      translate_x: 0.2,
      translate_y: 0.1,
      scale_min: 0.8,
      scale_max: 1.3,
      ...shear,
    };
    const fill = input("fill", [C]);
    const map = { x, fill, fill_stride: C > 1 ? 1 : 0, key, step, height: H, width: W, channels: C, ...range };
    emitter.emit("random_affine", { ...map, y: output("bilinear", [B, H, W, C]), bilinear: 1 });
    emitter.emit("random_affine", { ...map, y: output("nearest", [B, H, W, C]), bilinear: 0 });
  },
}));

const sparseCases: readonly Case[] = inputNets.map(([title, net]) => ({
  title: `a linear layer on data that is mostly zero, ${title}`,
  batch: net.batch,
  build: (emitter, input, output) => emitInputNet(emitter, net, input, output),
}));

export const inputCases: readonly Case[] = [...imageCases, ...sparseCases];
