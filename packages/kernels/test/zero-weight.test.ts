import { describe, expect, test } from "vitest";
import { type Backend, backends, fill, inf, nan, run, type Values } from "./backends.ts";
import { POOL_2X2 } from "./pool-window.ts";

// A term whose weight is zero adds nothing, whatever it weighs: 0 · ∞ must not become NaN. NaN and +∞ in an input show.

function crossEntropy(backend: Backend, logits: Values, label: number, smoothing = 0) {
  const n = logits.length;
  const of = run(backend, 1, (emitter, make) => {
    const [x, dx] = [make("x", logits, [1, n]), make("dx", logits, [1, n])];
    const [labels, loss] = [make("labels", [label], [1], "i32"), make("loss", [0], [1])];
    emitter.emit("cross_entropy", { x, labels, loss, dx, classes: n, smoothing, scale: 1 });
  });
  return { loss: of("loss")[0] as number, dx: of("dx") };
}

describe.each(backends)("$name: cross entropy", (backend) => {
  test("an impossible class has no loss and no gradient: ln(1 + e⁻⁴), within 1e-7", () => {
    const { loss, dx } = crossEntropy(backend, [-inf, 5, 1], 1);
    const share = Math.exp(-4) / (1 + Math.exp(-4));
    expect(Math.abs(loss - Math.log(1 + Math.exp(-4)))).toBeLessThan(1e-7);
    expect(dx[0]).toBe(0);
    expect(Math.abs((dx[1] as number) + share)).toBeLessThan(1e-7);
    expect(Math.abs((dx[2] as number) - share)).toBeLessThan(1e-7);
  });

  test("logits whose difference overflows f32: loss 0, gradient 0", () => {
    expect(crossEntropy(backend, [-3e38, 3e38, 0], 1)).toEqual({ loss: 0, dx: [0, 0, 0] });
  });

  test("smoothing weighs a difference of 6e38 by ε/3 = 0.1: 9e37 in all, and an infinite one infinitely", () => {
    const { loss } = crossEntropy(backend, [-3e38, 3e38, 0], 1, 0.3);
    expect(Math.abs(loss / 9e37 - 1)).toBeLessThan(1e-6);
    expect(crossEntropy(backend, [-inf, 5, 1], 1, 0.3).loss).toBe(inf);
  });

  test("the label's class being impossible is an infinite loss", () => {
    expect(crossEntropy(backend, [-inf, 5, 1], 0).loss).toBe(inf);
  });

  test.each([nan, inf])("a logit of %f shows in the loss, without smoothing, wherever it stands", (bad) => {
    for (const at of [0, 1, 2])
      for (const label of [0, 1, 2]) expect(crossEntropy(backend, [1, 2, 3].with(at, bad), label).loss).toBeNaN();
  });

  test("no class being possible shows", () => {
    expect(crossEntropy(backend, [-inf, -inf, -inf], 1).loss).toBeNaN();
  });
});

const SIZES = [1, 3, 4, 20];

describe.each(backends)("$name: what is left out", (backend) => {
  test("dropout gives 0 for ∞ and NaN it drops, ∞ for those it keeps", () => {
    for (const size of SIZES) {
      const dropped = (value: number): number[] =>
        run(backend, 1, (emitter, make) => {
          const [key, step] = [make("key", [1, 2], [2], "i32"), make("step", [3], [1], "i32")];
          const y = make("y", fill(size, 1), [1, size]);
          emitter.emit("dropout", { x: make("x", fill(size, value), [1, size]), y, key, step, p: 0.5 });
        })("y");
      const kept = dropped(1).map((value) => value > 0);
      expect(dropped(inf)).toEqual(kept.map((keeps) => (keeps ? inf : 0)));
      expect(dropped(nan)).toEqual(kept.map((keeps) => (keeps ? nan : 0)));
    }
  });

  test("relu_backward gives 0 for an infinite gradient where the output is 0", () => {
    for (const size of SIZES) {
      const of = run(backend, 1, (emitter, make) => {
        const a = make("dy", fill(size, inf), [1, size]);
        const b = make(
          "y",
          Array.from({ length: size }, (_, i) => i % 2),
          [1, size],
        );
        emitter.emit("relu_backward", { a, b, y: make("dx", fill(size, 1), [1, size]), size });
      });
      expect(of("dx")).toEqual(Array.from({ length: size }, (_, i) => (i % 2 ? inf : 0)));
    }
  });

  test("max_pool2d of −∞ is −∞, after a relu 0; its gradient is 0 where the relu let nothing through", () => {
    for (const channels of [1, 4]) {
      const n = 4 * channels;
      const of = run(backend, 1, (emitter, make) => {
        const x = make("x", fill(n, -inf), [1, 2, 2, channels]);
        const size = { height: 2, width: 2, channels, out_height: 1, out_width: 1 };
        const argmax = make("argmax", fill(channels, -1), [1, channels], "i32");
        const [plain, y] = [
          make("plain", fill(channels, 1), [1, channels]),
          make("y", fill(channels, 1), [1, channels]),
        ];
        emitter.emit("max_pool2d", { x, y: plain, ...size, ...POOL_2X2 });
        emitter.emit("max_pool2d", { x, y, argmax, ...size, ...POOL_2X2, relu: true });
        const dy = make("dy", fill(channels, inf), [1, channels]);
        const dx = make("dx", fill(n, 1), [1, n]);
        emitter.emit("max_pool2d_backward", { dy, argmax, y, dx, size: n, out_size: channels });
      });
      expect(of("plain")).toEqual(fill(channels, -inf));
      expect(of("y")).toEqual(fill(channels, 0));
      expect(of("dx")).toEqual(fill(n, 0));
    }
  });

  test("avg_pool2d over padding: the padding adds nothing to ∞, and windows without it stay finite", () => {
    const of = run(backend, 1, (emitter, make) => {
      const size = { height: 1, width: 2, channels: 1, out_height: 2, out_width: 3 };
      const window = {
        kernel_height: 2,
        kernel_width: 2,
        stride_y: 1,
        stride_x: 1,
        pad_top: 1,
        pad_left: 1,
        count_include_pad: 1,
      };
      const x = make("x", [inf, 4], [1, 2]);
      emitter.emit("avg_pool2d", { x, y: make("y", fill(6, 0), [1, 6]), ...size, ...window });
    });
    expect(of("y")).toEqual([inf, inf, 1, inf, inf, 1]);
  });

  test("batch norm's running statistics: momentum 0 keeps them, momentum 1 forgets infinite ones", () => {
    for (const [momentum, mean, variance] of [
      [0, inf, inf],
      [1, 2, 2],
    ] as const) {
      const of = run(backend, 2, (emitter, make) => {
        const partial = make("partial", [1, 1, 3, 9], [2, 2], "f64");
        const running = { running_mean: make("mean", [inf]), running_var: make("variance", [inf]) };
        const results = { moments: make("moments", [0, 0, 0, 0]), affine: make("affine", [0, 0]) };
        const size = { batch: 2, rows: 1, channels: 1 };
        emitter.emit("batch_norm_finalize", { partial, ...running, ...results, ...size, momentum, eps: 1e-5 });
      });
      expect([of("mean"), of("variance")]).toEqual([[mean], [variance]]);
    }
    const of = run(backend, 2, (emitter, make) => {
      const partial = make("partial", [inf, inf, 3, 9], [2, 2], "f64");
      const running = { running_mean: make("mean", [1]), running_var: make("variance", [4]) };
      const results = { moments: make("moments", [0, 0, 0, 0]), affine: make("affine", [0, 0]) };
      const size = { batch: 2, rows: 1, channels: 1 };
      emitter.emit("batch_norm_finalize", { partial, ...running, ...results, ...size, momentum: 0, eps: 1e-5 });
    });
    expect([of("mean"), of("variance")]).toEqual([[1], [4]]);
  });

  test("Adam with β = 0 forgets a second moment that was infinite; with β₂ > 0 it stops the step, without NaN", () => {
    for (const [beta2, value] of [
      [0, 0.5],
      [0.5, 1],
    ] as const) {
      const of = run(backend, 1, (emitter, make) => {
        const moments = { m: make("m", fill(16, 0)), v: make("v", fill(16, inf)) };
        const common = { gradient: make("gradient", fill(16, 2)), guard: make("guard", [1], [1], "i32") };
        const scalars = make("scalars", [0.5, 0.5, 1]);
        const numbers = { size: 16, beta1: 0, beta2, eps: 0, weight_decay: 0, decoupled: 0 };
        emitter.emit("adam", { value: make("value", fill(16, 1)), ...moments, ...common, scalars, ...numbers });
      });
      expect(of("value")).toEqual(fill(16, value));
    }
  });

  test.each(["amsgrad", "nadam", "radam"] as const)("%s with β = 0 forgets moments that were infinite", (kind) => {
    const of = run(backend, 1, (emitter, make) => {
      const moments = { m: make("m", fill(16, inf)), v: make("v", fill(16, inf)) };
      const common = { gradient: make("gradient", fill(16, 2)), guard: make("guard", [1], [1], "i32"), size: 16 };
      const numbers = { beta1: 0, beta2: 0, eps: 0, weight_decay: 0, decoupled: 0 };
      // lr, then the rate of amsgrad, of nadam's gradient, or of radam before it divides.
      const scalars = make("scalars", [0.5, 0.5, kind === "amsgrad" ? 1 : 0, 1]);
      const all = { value: make("value", fill(16, 1)), ...moments, ...common, scalars, ...numbers };
      if (kind === "amsgrad") emitter.emit("adam", { ...all, max_v: make("max", fill(16, 0)) });
      else emitter.emit(kind, all);
    });
    expect(of("value")).toEqual(fill(16, kind === "radam" ? 0 : 0.5));
    expect(of("v")).toEqual(fill(16, 4));
  });

  test("SGD with momentum 0 forgets a buffer that was infinite", () => {
    const of = run(backend, 1, (emitter, make) => {
      const tensors = { value: make("value", fill(16, 1)), momentum_buffer: make("buffer", fill(16, inf)) };
      const common = { gradient: make("gradient", fill(16, 2)), guard: make("guard", [1], [1], "i32") };
      const numbers = { size: 16, momentum: 0, weight_decay: 0, nesterov: 1 };
      emitter.emit("sgd", { ...tensors, ...common, scalars: make("scalars", [0.25]), ...numbers });
    });
    expect(of("value")).toEqual(fill(16, 0.5));
  });

  test("bytes of 0 skip infinite weights, and a shift of 0 an infinite sum", () => {
    const of = run(backend, 1, (emitter, make) => {
      const values = make("values", [0, 2], [1, 2], "u8");
      const source = { order: make("order", [0], [1], "i32"), cursor: make("cursor", [0], [1], "i32") };
      const affine = make("affine", [0.5, 0]);
      const weight = make("weight", [inf, inf, inf, inf, 1, 2, 3, 4], [2, 4]);
      emitter.emit("linear_sparse", { values, ...source, affine, weight, y: make("y", fill(4, 0), [1, 4]), size: 2 });
    });
    expect(of("y")).toEqual([1, 2, 3, 4]);
  });
});
