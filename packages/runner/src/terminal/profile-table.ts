import { count, percent } from "@assay/reports/text";
import type { StepProfile } from "@assay/training";
import { type Align, alignColumns, shorten, width } from "./columns.ts";
import type { Screen } from "./terminal.ts";

const ALIGNS: readonly Align[] = ["left", "left", "left", "right", "right", "right", "right"];

/** The kernel calls of a training step, in their order, with time and share, the whole step below. Ends with a line break. */
export function profileTable(profile: StepProfile, screen: Screen): string {
  const { batch_size, threads, numerics, seconds, limit, calls } = profile;
  const { colors, unicode } = screen;
  const micro = unicode ? "µs" : "us";
  const lines = alignColumns(
    [
      ["kernel", "layer", "writes", micro, "share", "GFLOP/s", "of limit"],
      ...calls.map(({ kernel, layer, writes, seconds, share, flops_per_second }) => [
        kernel,
        layer,
        shorten(writes, 34, unicode),
        (seconds * 1e6).toFixed(1),
        percent(share, 1),
        flops_per_second === 0 ? "" : gigaflops(flops_per_second),
        flops_per_second === 0 ? "" : percent(flops_per_second / limit, 0),
      ]),
    ],
    ALIGNS,
  );
  const [head = "", ...body] = lines;
  const rule = colors.dim((unicode ? "─" : "-").repeat(Math.max(...lines.map(width))));
  const sum = calls.reduce((total, call) => total + call.seconds, 0);
  const step =
    `Step ${(seconds * 1e6).toFixed(0)} ${micro}, ${count(batch_size / seconds)} samples/s; ` +
    `its calls, each timed alone: ${(sum * 1e6).toFixed(0)} ${micro}.`;
  const setting =
    `Batch ${batch_size}, ${threads} ${threads === 1 ? "thread" : "threads"}, ${numerics}; ` +
    `limit of multiply-adds: ${gigaflops(limit)} GFLOP/s.\n` +
    "Winograd counts as the convolution that it computes; kernels that skip zeros are not counted.";
  return `${[colors.bold(head), rule, ...body, rule, step, ...setting.split("\n").map(colors.dim)].join("\n")}\n`;
}

const gigaflops = (perSecond: number): string => (perSecond / 1e9).toFixed(1);
