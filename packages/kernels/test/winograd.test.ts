import { afterAll, expect, test } from "vitest";
import { elementsOf } from "../src/elements.ts";
import { createEngine } from "../src/engine.ts";
import { callsOf } from "../src/program.ts";
import { createBench, randomize } from "../src/self-test/bench.ts";
import { createTensor } from "../src/tensor.ts";

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

// The reference of Winograd's kernel shares its algorithm; this is the plain sum that it stands for.
test.each([
  [28, 28, 8, 8, 1],
  [14, 13, 32, 16, 0],
  [7, 7, 64, 64, 1],
  [10, 9, 256, 12, 2],
] as const)(
  "%i×%i×%i → %i channels, padding %i: within 1e-6 of Σ |x·w| of the plain convolution in f64, its gradients alike",
  (height, width, channels, out, padding) => {
    const [oh, ow] = [height + 2 * padding - 2, width + 2 * padding - 2];
    const x = createTensor("x", [1, height, width, channels], "f32", true);
    const y = createTensor("y", [1, oh, ow, out], "f32", true);
    const dy = createTensor("dy", [1, oh, ow, out], "f32", true);
    const dx = createTensor("dx", x.shape, "f32", true);
    const weight = createTensor("weight", [3, 3, channels, out]);
    const dweight = createTensor("dweight", weight.shape);
    const bench = createBench(engine, { batch: 1 }, (emitter) => {
      const geometry = { stride_y: 1, stride_x: 1, pad_top: padding, pad_left: padding };
      emitter.emit("conv2d", { x, weight, y, ...geometry });
      emitter.emit("conv2d_backward", { x, dy, weight, dweight, dx, ...geometry });
      return [x, y, dy, dx, weight, dweight];
    });
    expect(callsOf(bench.program.phases).filter(({ kernel }) => kernel === "conv2d_winograd")).toHaveLength(2);
    for (const tensor of [x, weight, dy]) randomize(engine, tensor);
    bench.run();
    const [X, W, DY] = [x, weight, dy].map((tensor) => Array.from(elementsOf(engine, tensor))) as [
      number[],
      number[],
      number[],
    ];
    const zeros = () => ({
      y: new Float64Array(oh * ow * out),
      dx: new Float64Array(X.length),
      dweight: new Float64Array(W.length),
    });
    const [plain, size] = [zeros(), zeros()];
    for (let i = 0; i < oh * ow * 9; i++) {
      const [tap, pixel] = [i % 9, Math.floor(i / 9)];
      const row = Math.floor(pixel / ow) + Math.floor(tap / 3) - padding;
      const column = (pixel % ow) + (tap % 3) - padding;
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      for (let c = 0; c < channels; c++) {
        for (let o = 0; o < out; o++) {
          const [from, to] = [(row * width + column) * channels + c, pixel * out + o];
          const w = W[(tap * channels + c) * out + o] as number;
          const [forward, backward] = [(X[from] as number) * w, (DY[to] as number) * w];
          plain.y[to] = (plain.y[to] as number) + forward;
          size.y[to] = (size.y[to] as number) + Math.abs(forward);
          plain.dx[from] = (plain.dx[from] as number) + backward;
          size.dx[from] = (size.dx[from] as number) + Math.abs(backward);
          const [at, gradient] = [(tap * channels + c) * out + o, (X[from] as number) * (DY[to] as number)];
          plain.dweight[at] = (plain.dweight[at] as number) + gradient;
          size.dweight[at] = (size.dweight[at] as number) + Math.abs(gradient);
        }
      }
    }
    for (const [tensor, sum, terms] of [
      [y, plain.y, size.y],
      [dx, plain.dx, size.dx],
      [dweight, plain.dweight, size.dweight],
    ] as const) {
      const worst = Array.from(
        elementsOf(engine, tensor),
        (value, i) => Math.abs(value - (sum[i] as number)) / (terms[i] as number),
      );
      expect(Math.max(...worst)).toBeLessThan(1e-6);
    }
  },
);
