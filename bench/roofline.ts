import { bytesOf, createEngine, flopsOf, multiplyAddLimit } from "@assay/kernels";
import { bytes, percent } from "@assay/runner/terminal";
import { loadSpec, prepare } from "@assay/training";
import { timeStep } from "@assay/training/timing";
import { type Bandwidth, measureBandwidth } from "./bandwidth.ts";
import { nets } from "./nets.ts";
import type { BenchTable, Section } from "./section.ts";

/** All calls of one kernel in the steps of all reference nets. */
interface KernelTotal {
  seconds: number;
  flops: number;
  bytes: number;
  /** Least time that arithmetic, and that moving the operands, would take. */
  arithmetic: number;
  movement: number;
}

/** Each kernel against the two limits of the machine: multiply-adds, and bytes that reach the core. */
export const roofline: Section = {
  about: "each kernel's arithmetic intensity, and its speed against the limits of arithmetic and memory",
  when: "named",
  async run({ quick, say }) {
    say("bandwidth");
    const bandwidths = await measureBandwidth(quick);
    const totals = new Map<string, KernelTotal>();
    const limits: number[] = [];
    for (const { name, file } of nets) {
      say(name);
      const engine = createEngine({ threads: 1 });
      const limit = multiplyAddLimit(engine);
      limits.push(limit);
      const found = await timeStep(prepare(loadSpec(file)), engine);
      await engine.close();
      if (!found) continue; // nothing stops it
      const { timed, batch } = found;
      for (const { call, seconds } of timed) {
        const total = totals.get(call.kernel) ?? { seconds: 0, flops: 0, bytes: 0, arithmetic: 0, movement: 0 };
        totals.set(call.kernel, total);
        const [flops, moved] = [flopsOf(call, batch), bytesOf(call, batch)];
        total.seconds += seconds;
        total.flops += flops;
        total.bytes += moved;
        total.arithmetic += flops / limit;
        total.movement += moved / speedAt(bandwidths, moved);
      }
    }
    return [bandwidthTable(bandwidths), kernelTable(totals, limits)];
  },
};

/** Bandwidth of the smallest measured working set that holds `moved` bytes. */
function speedAt(bandwidths: readonly Bandwidth[], moved: number): number {
  const found = bandwidths.find(({ bytes }) => moved <= bytes) ?? bandwidths.at(-1);
  return (found as Bandwidth).bytesPerSecond;
}

const bandwidthTable = (bandwidths: readonly Bandwidth[]): BenchTable => ({
  title: "Streaming bandwidth of one thread",
  head: ["working set", "GB/s"],
  rows: bandwidths.map((row) => [bytes(row.bytes), (row.bytesPerSecond / 1e9).toFixed(1)]),
  notes: ["c = a + b over arrays of f32, two read and one written; the best round."],
});

/** The limit that a kernel comes closer to; neither where it stays below half of both. */
function nearer(arithmetic: number, movement: number): string {
  if (Math.max(arithmetic, movement) < 0.5) return "neither";
  return arithmetic > movement ? "multiply-adds" : "bandwidth";
}

function kernelTable(totals: ReadonlyMap<string, KernelTotal>, limits: readonly number[]): BenchTable {
  const all = [...totals.values()].reduce((sum, { seconds }) => sum + seconds, 0);
  const rows = [...totals]
    .sort(([, a], [, b]) => b.seconds - a.seconds)
    .map(([kernel, { seconds, flops, bytes: moved, arithmetic, movement }]) => [
      kernel,
      percent(seconds / all, 1),
      flops === 0 ? "" : (flops / moved).toFixed(1),
      flops === 0 ? "" : (flops / seconds / 1e9).toFixed(1),
      (moved / seconds / 1e9).toFixed(1),
      flops === 0 ? "" : percent(arithmetic / seconds, 0),
      percent(movement / seconds, 0),
      nearer(arithmetic / seconds, movement / seconds),
    ]);
  const range = [Math.min(...limits), Math.max(...limits)].map((limit) => (limit / 1e9).toFixed(1)).join(" to ");
  return {
    title: "Roofline of each kernel",
    head: [
      "kernel",
      "share of time",
      "FLOP a byte",
      "GFLOP/s",
      "GB/s",
      "of arithmetic",
      "of bandwidth",
      "nearer limit",
    ],
    rows,
    notes: [
      `All calls of a kernel in one step of each reference net (${nets.map(({ name }) => name).join(", ")}), batch 64, ` +
        "one thread, each timed alone with its data as hot as the caches hold it. FLOP: those of the plain computation " +
        "(Winograd's too); bytes: each operand once. Of arithmetic: the time that the multiply-adds alone would take, at " +
        `${range} GFLOP/s, as a share of the time taken; of bandwidth: likewise for moving the operands, at the speed of ` +
        "the smallest working set above that holds them, and over 100 % where a nearer cache does. Nearer limit: neither, where " +
        "both shares are below half. A kernel without FLOP does other work than sums of products, or skips zeros.",
    ],
  };
}
