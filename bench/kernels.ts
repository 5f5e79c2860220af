import type { PartSpec } from "@assay/experiment";
import { percent } from "@assay/runner/terminal";
import { type LayerTiming, timeLayer } from "./layer-bench.ts";
import type { BenchTable, Section } from "./section.ts";

interface Shape {
  readonly name: string;
  readonly part: PartSpec;
  readonly input: readonly number[];
  readonly batch: number;
}

/** y [m, n] = x [m, k] W [k, n] */
const linear = (m: number, n: number, k: number): Shape => ({
  name: `${m}×${n}×${k}`,
  part: { type: "linear", out_features: n, bias: false },
  input: [k],
  batch: m,
});

const conv2d = (side: number, from: number, to: number, kernel_size: number, options: object = {}): Shape => ({
  name: [`${side}×${side}×${from} → ${to}, ${kernel_size}×${kernel_size}`, ...Object.entries(options).flat()].join(" "),
  part: { type: "conv2d", out_channels: to, kernel_size, padding: (kernel_size - 1) / 2, bias: false, ...options },
  input: [side, side, from],
  batch: 64,
});

const MATRICES = [
  linear(64, 128, 784),
  linear(64, 10, 128),
  linear(64, 1024, 1024),
  linear(256, 256, 256),
  linear(512, 512, 512),
  linear(1024, 1024, 1024),
];

const CONVOLUTIONS = [
  conv2d(28, 1, 8, 3),
  conv2d(28, 1, 32, 3),
  conv2d(28, 1, 16, 5),
  conv2d(14, 8, 16, 3),
  conv2d(28, 16, 16, 3),
  conv2d(14, 32, 32, 3),
  conv2d(14, 64, 64, 3),
  conv2d(28, 16, 32, 3, { stride: 2 }),
  conv2d(28, 32, 32, 3, { groups: 32 }),
  conv2d(14, 128, 128, 3, { groups: 128 }),
  conv2d(14, 32, 64, 1),
  conv2d(14, 64, 128, 1),
];

/** Matrix products and convolutions by shape, on one thread, against what the machine can do. */
export const kernels: Section = {
  about: "GFLOP/s of matrix products and convolutions by shape, and their share of the machine's limit",
  when: "always",
  async run({ quick, say }) {
    const pace = quick ? { rounds: 2, seconds: 0.01 } : { rounds: 7, seconds: 0.05 };
    const limits: number[] = [];
    const tableOf = async (title: string, what: string, shapes: readonly Shape[]): Promise<BenchTable> => {
      const rows: string[][] = [];
      for (const { name, part, input, batch } of shapes) {
        say(name);
        for (const timing of await timeLayer(part, input, batch, pace)) {
          if (timing.direction === "input gradient" && input.at(-1) === 1) continue; // the data's, which nobody needs
          limits.push(timing.limit);
          rows.push([name, timing.direction, ...cells(timing)]);
        }
      }
      const head = [what, "direction", "kernels", "GFLOP/s", "arithmetic alone", "of limit"];
      const range = [Math.min(...limits), Math.max(...limits)].map((limit) => (limit / 1e9).toFixed(1)).join(" to ");
      const notes = [
        `One thread, fused, best of ${pace.rounds} rounds. GFLOP/s: the whole operation, packing included; then the ` +
          "kernel that does the arithmetic, alone, and its share of the machine's limit, which is measured right before " +
          `each row (${range} GFLOP/s of multiply-adds). A convolution counts as if it were computed plainly: Winograd ` +
          "needs fewer operations and may pass the limit.",
      ];
      return { title, head, rows, notes };
    };
    return [
      await tableOf("Matrix products", "batch × out × in", MATRICES),
      await tableOf("Convolutions, batch 64", "image → channels, kernel", CONVOLUTIONS),
    ];
  },
};

function cells({ kernels, flops, seconds, kernelSeconds, limit }: LayerTiming): string[] {
  const rate = (time: number): string => (flops / time / 1e9).toFixed(1);
  const names = [...new Set(kernels)].join(", ");
  return [names, rate(seconds), rate(kernelSeconds), percent(flops / kernelSeconds / limit, 0)];
}
