import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Emitter } from "../src/emitter.ts";
import { createEngine, type Engine } from "../src/engine.ts";
import { kernelNames } from "../src/registry.ts";
import { createTensor, type Tensor } from "../src/tensor.ts";
import { adaptivePoolCases } from "./cases/adaptive_avg_pool2d.ts";
import { batchNormCases } from "./cases/batch_norm.ts";
import { groupedCases } from "./cases/grouped.ts";
import { inputCases } from "./cases/input.ts";
import { guardOn, lossCases } from "./cases/losses.ts";
import { createBench, distance, elements, randomize } from "./harness.ts";
import { emitPooledNet, pooledNets } from "./pooled-net.ts";
import type { Case, Make } from "./twin-case.ts";

const scalar = (value: number) => () => value;

const gemmCases: Case[] = [
  [1, 1, 1],
  [1, 8, 3],
  [5, 7, 11],
  [6, 8, 64],
  [13, 17, 19],
  [49, 23, 5],
  [64, 10, 128],
  [97, 33, 1031],
  [13, 9, 1024], // steps of 4 KB: the weight gradient copies its rows
  [50, 17, 2048],
].flatMap(([m, n, k]) => [
  {
    title: `linear forward, batch ${m}, ${k} → ${n}`,
    batch: m as number,
    tolerance: 1e-5 * Math.max(1, (k as number) / 256),
    build: (emitter, input, output) => {
      const [M, N, K] = [m, n, k] as [number, number, number];
      const bias = M % 2 ? input("bias", [N]) : undefined;
      emitter.emit("linear", { x: input("x", [M, K]), weight: input("weight", [K, N]), bias, y: output("y", [M, N]) });
    },
  },
  {
    title: `linear backward, batch ${m}, ${k} → ${n}`,
    batch: m as number,
    build: (emitter, input, output) => {
      const [M, N, K] = [m, n, k] as [number, number, number];
      emitter.emit("linear_backward", {
        x: input("x", [M, K]),
        dy: input("dy", [M, N]),
        weight: input("weight", [K, N]),
        dweight: output("dweight", [K, N]),
        dbias: M % 2 ? output("dbias", [N]) : undefined,
        dx: N % 2 ? output("dx", [M, K]) : undefined,
      });
    },
  },
]);

// [batch, height, width, in, out, kernel height, kernel width, stride, padding]
const convCases: Case[] = [
  [1, 1, 1, 1, 1, 1, 1, 1, 0],
  [2, 5, 7, 3, 5, 3, 3, 1, 1],
  [3, 7, 5, 2, 8, 3, 2, 1, 0],
  [17, 6, 6, 1, 4, 5, 5, 1, 2],
  [3, 9, 14, 1, 24, 3, 3, 1, 1], // one channel, 3×3: a row is not a multiple of six
  [2, 8, 8, 1, 9, 3, 3, 1, 0],
  [2, 11, 9, 4, 11, 3, 3, 2, 1],
  [2, 8, 8, 3, 16, 2, 2, 2, 0],
  [1, 10, 10, 2, 3, 4, 4, 3, 1],
  [2, 7, 7, 60, 9, 3, 3, 1, 1], // depth 540: more than one block
  [2, 9, 7, 8, 12, 3, 3, 1, 1], // Winograd: tiles cut off below and to the right
  [3, 12, 8, 16, 8, 3, 3, 1, 0],
  [1, 5, 6, 12, 20, 3, 3, 1, 2],
  [5, 4, 4, 36, 40, 3, 3, 1, 1], // blocks of tiles that span samples
  [1, 26, 24, 2, 8, 3, 3, 1, 1], // 624 pixels: more than one block backward
].flatMap((sizes) => {
  const [B, H, W, C, O, kh, kw, s, p] = sizes as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const oh = Math.floor((H + 2 * p - kh) / s) + 1;
  const ow = Math.floor((W + 2 * p - kw) / s) + 1;
  const title = `${B}×${H}×${W}×${C} → ${O}, kernel ${kh}×${kw}, stride ${s}, padding ${p}`;
  const geometry = { stride: s, pad_top: p, pad_left: p };
  // Winograd's intermediate values are larger than its results.
  const tolerance = kh === 3 && kw === 3 && s === 1 && Math.min(C, O) >= 8 ? 1e-4 : 1e-5;
  return [
    {
      title: `conv2d forward ${title}`,
      tolerance,
      batch: B,
      build: (emitter, input, output) =>
        emitter.emit("conv2d", {
          x: input("x", [B, H, W, C]),
          weight: input("weight", [kh, kw, C, O]),
          bias: O % 2 ? input("bias", [O]) : undefined,
          y: output("y", [B, oh, ow, O]),
          ...geometry,
        }),
    },
    {
      title: `conv2d backward ${title}`,
      tolerance,
      batch: B,
      build: (emitter, input, output) =>
        emitter.emit("conv2d_backward", {
          x: input("x", [B, H, W, C]),
          dy: input("dy", [B, oh, ow, O]),
          weight: input("weight", [kh, kw, C, O]),
          dweight: output("dweight", [kh, kw, C, O]),
          dbias: O % 2 ? output("dbias", [O]) : undefined,
          dx: output("dx", [B, H, W, C]),
          ...geometry,
        }),
    },
  ] satisfies Case[];
});

// [batch, height, width, channels, kernel, stride, padding]
const poolCases: Case[] = [
  [1, 1, 1, 1, 1, 1, 0],
  [3, 6, 6, 8, 2, 2, 0],
  [2, 7, 5, 3, 3, 2, 1],
  [2, 5, 5, 5, 3, 1, 1],
  [17, 4, 4, 6, 2, 1, 0],
].flatMap((sizes) => {
  const [B, height, width, channels, kernel, stride, padding] = sizes as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const out_height = Math.floor((height + 2 * padding - kernel) / stride) + 1;
  const out_width = Math.floor((width + 2 * padding - kernel) / stride) + 1;
  const sizesOf = {
    height,
    width,
    channels,
    out_height,
    out_width,
    kernel_height: kernel,
    kernel_width: kernel,
    stride,
    padding,
  };
  const title = `${B}×${height}×${width}×${channels}, kernel ${kernel}, stride ${stride}, padding ${padding}`;
  const big = [B, height, width, channels];
  const small = [B, out_height, out_width, channels];
  return [
    {
      title: `max_pool2d forward and backward ${title}`,
      batch: B,
      build: (emitter, input, output) => {
        const argmax = output("argmax", small, undefined, "i32");
        emitter.emit("max_pool2d", { x: input("x", big), y: output("y", small), argmax, ...sizesOf });
        const size = height * width * channels;
        const out_size = out_height * out_width * channels;
        emitter.emit("max_pool2d_backward", { dy: input("dy", small), argmax, dx: output("dx", big), size, out_size });
      },
    },
    {
      title: `avg_pool2d forward and backward ${title}`,
      batch: B,
      build: (emitter, input, output) => {
        emitter.emit("avg_pool2d", { x: input("x", big), y: output("y", small), ...sizesOf });
        emitter.emit("avg_pool2d_backward", { x: input("dy", small), y: output("dx", big), ...sizesOf });
      },
    },
  ] satisfies Case[];
});

const elementwiseCases: Case[] = [1, 3, 4, 17, 128].flatMap((size) =>
  [1, 5, 33].map((batch) => ({
    title: `activations and sums, batch ${batch} of ${size}`,
    batch,
    build: (emitter: Emitter, input: Make, output: Make) => {
      const x = input("x", [batch, size], (i) => ((i * 37) % 101) / 10 - 5);
      const dy = input("dy", [batch, size]);
      for (const kind of ["relu", "sigmoid", "tanh"] as const) {
        const y = output(kind, [batch, size]);
        emitter.emit(kind, { x, y, size });
        emitter.emit(`${kind}_backward`, { a: dy, b: y, y: output(`${kind} gradient`, [batch, size]), size });
      }
      emitter.emit("add", { a: x, b: dy, y: output("sum", [batch, size]), size });
      const wide = output("slices", [batch, size + 3]);
      const slice = { rows: 1, size, x_stride: size, x_offset: 0, y_stride: size + 3, y_offset: 2 };
      emitter.emit("copy_slice", { x, y: wide, ...slice });
    },
  })),
);

const dropoutCases: Case[] = [1, 15, 16, 50].map((size) => ({
  title: `dropout, samples of ${size}`,
  batch: 21,
  build: (emitter, input, output) => {
    const key = input("key", [2], (i) => -77 * (i + 1), "i32");
    const step = input("step", [1], scalar(3), "i32");
    for (const p of [0, 0.25, 0.9]) {
      emitter.emit("dropout", { x: input(`x ${p}`, [21, size]), y: output(`y ${p}`, [21, size]), key, step, p });
    }
  },
  tolerance: 1e-7,
}));

const updateCases: Case[] = [16, 4096, 10000].map((size) => ({
  title: `updates of ${size}`,
  batch: 1,
  build: (emitter, input, output) => {
    const gradient = input("gradient", [size], (i) => (i % 5 === 0 ? 1e-18 : ((i * 31) % 63) / 31 - 1));
    const start = (i: number) => ((i * 17) % 29) / 29 - 0.5;
    const guard = input(...guardOn);
    const scalars = input("scalars", [3], (i) => [0.01, 0.02, 0.3][i] as number);
    const common = { gradient, guard, scalars, size };
    emitter.emit("sgd", {
      value: output("plain", [size], start),
      ...common,
      momentum: 0,
      weight_decay: 0.1,
      nesterov: 0,
    });
    const momentum_buffer = output("buffer", [size], start);
    emitter.emit("sgd", {
      value: output("nesterov", [size], start),
      momentum_buffer,
      ...common,
      momentum: 0.9,
      weight_decay: 0,
      nesterov: 1,
    });
    for (const decoupled of [0, 1]) {
      emitter.emit("adam", {
        value: output(`adam ${decoupled}`, [size], start),
        m: output(`m ${decoupled}`, [size], start),
        v: output(`v ${decoupled}`, [size], (i) => start(i) ** 2),
        ...common,
        beta1: 0.9,
        beta2: 0.999,
        eps: 1e-8,
        weight_decay: 0.1,
        decoupled,
      });
    }
  },
}));

const pooledCases: Case[] = pooledNets.map(([title, net]) => ({
  title: `convolution, pool and their gradients, ${title}`,
  tolerance: 3e-5,
  batch: net.batch,
  build: (emitter, input, output) => emitPooledNet(emitter, net, input, output),
}));

const cases = [
  ...gemmCases,
  ...pooledCases,
  ...convCases,
  ...groupedCases,
  ...poolCases,
  ...adaptivePoolCases,
  ...elementwiseCases,
  ...lossCases,
  ...batchNormCases,
  ...inputCases,
  ...dropoutCases,
  ...updateCases,
];

/** Runs a case; returns its outputs by label and the names of the kernels it called. */
function runCase(engine: Engine, { batch, build }: Case, twins: boolean) {
  const inputs: { tensor: Tensor; fill: ((i: number) => number) | undefined; output: boolean }[] = [];
  const bench = createBench(engine, { batch }, (emitter) => {
    const make =
      (output: boolean): Make =>
      (label, shape, fill, dtype = "f32") => {
        const tensor = createTensor(label, shape, dtype, shape.length > 1 && shape[0] === batch);
        inputs.push({ tensor, fill, output });
        return tensor;
      };
    build(emitter, make(false), make(true));
    return inputs.map(({ tensor }) => tensor);
  });
  for (const { tensor, fill, output } of inputs) {
    const target = elements(engine, tensor);
    if (fill) for (let i = 0; i < target.length; i++) target[i] = fill(i);
    else if (!output) randomize(engine, tensor);
  }
  if (twins) bench.runTwins();
  else bench.run();
  const outputs = new Map(
    inputs.filter(({ output }) => output).map(({ tensor }) => [tensor.storage.label, elements(engine, tensor).slice()]),
  );
  const called = bench.program.phases.flatMap((phase) =>
    phase.flatMap((chain) => chain.calls.map(({ kernel }) => kernel)),
  );
  return { outputs, called };
}

const THREADS = [1, 2, 3] as const;
const teams = { fused: new Map<number, Engine>(), strict: new Map<number, Engine>() };
const bytes = (array: ArrayBufferView) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

beforeAll(() => {
  for (const numerics of ["fused", "strict"] as const) {
    for (const threads of THREADS) teams[numerics].set(threads, createEngine({ threads, numerics, active: threads }));
  }
});

afterAll(async () => {
  for (const team of [...teams.fused.values(), ...teams.strict.values()]) await team.close();
});

describe("kernels", () => {
  test("every kernel is compared with its twin below", () => {
    const engine = createEngine({ threads: 1 });
    const called = new Set(cases.flatMap((item) => runCase(engine, item, true).called));
    expect(kernelNames.filter((name) => !called.has(name))).toEqual([]);
  });

  test.each(cases.map((item) => ({ ...item, tolerance: item.tolerance ?? 1e-5 })))(
    "$title: within $tolerance of the twin, equal bits at 1, 2 and 3 threads",
    (item) => {
      for (const numerics of ["fused", "strict"] as const) {
        const engineOf = (threads: number) => teams[numerics].get(threads) as Engine;
        const { outputs: expected } = runCase(engineOf(1), item, true);
        const { outputs: single } = runCase(engineOf(1), item, false);
        for (const [label, values] of expected) {
          const off = distance(single.get(label) as Float32Array, values);
          expect(off, `${label}, ${numerics}`).toBeLessThanOrEqual(item.tolerance);
        }
        for (const threads of THREADS.slice(1)) {
          const { outputs: team } = runCase(engineOf(threads), item, false);
          for (const [label, values] of single) {
            expect(bytes(team.get(label) as Float32Array).equals(bytes(values)), `${label}, ${threads} threads`).toBe(
              true,
            );
          }
        }
      }
    },
  );
});
