import { fileURLToPath } from "node:url";
import { count } from "@assay/runner/terminal";
import { bestOfEach } from "./best-of-each.ts";
import { type LayerCase, layerCases, nameOf } from "./layer-cases.ts";
import { alternate, type Ready } from "./peers/contestant.ts";
import { openPeer } from "./peers/peer.ts";
import { findTorch, TORCH_NOTES, torchSettings } from "./peers/torch.ts";
import type { BenchOptions, BenchTable, Section } from "./section.ts";
import { spreadOf } from "./spread.ts";

const BATCH = 64;
const WHY =
  "Below 1, and why. PyTorch computes with AVX-512, sixteen lanes: products at twice the speed of 256 bits, and exponentials, comparisons and norms at up to four times that of Assay's four lanes, as V8 merges no pairs of these (elu, gelu, silu, sigmoid, softplus with both in pairs took the same time). layer_norm adds up in double precision. 1×1, strided and depthwise convolutions alone are bound by loads and by packing; in a net, where the step is more than one layer, see the tables above.";
const OURS = fileURLToPath(new URL("peers/assay-layers.ts", import.meta.url));
const TORCH = fileURLToPath(new URL("peers/torch_layers.py", import.meta.url));

/** Every layer by itself, forward and backward. */
export const layers: Section = {
  about: "samples a second of each layer alone, forward and backward, against PyTorch",
  when: "with peers",
  run: async (options) => [await measure(options)],
};

async function measure({ quick, peer, say }: BenchOptions): Promise<BenchTable> {
  const pace = quick ? { rounds: 2, seconds: 0.02 } : { rounds: 7, seconds: 0.1 };
  const python = peer ? findTorch() : undefined;
  const rows: string[][] = [];
  for (const threads of [1, 2]) {
    const contestants = await open(python);
    for (const item of layerCases) {
      say(`${nameOf(item)}, ${threads} ${threads === 1 ? "thread" : "threads"}`);
      rows.push([nameOf(item), `${threads}`, ...(await compare(contestants, item, threads, pace))]);
    }
    for (const { peer: process } of contestants) await process.close();
  }
  return {
    title: "Layers alone",
    head: ["layer", "threads", "samples/s", "PyTorch's", "ratio", "min – max"],
    rows,
    notes: [
      `Forward and backward (input and parameters) over a batch of ${BATCH}, medians of ${pace.rounds} rounds in turn; above 1 Assay ` +
        "is faster. PyTorch's is the fastest of its settings.",
      WHY,
      ...TORCH_NOTES,
      ...(python
        ? []
        : ["PyTorch: no python3 here has torch and numpy (Debian: python3-torch, libopenblas0-pthread)."]),
    ],
  };
}

interface Process extends Ready {
  readonly setting?: string;
}

async function open(python: string | undefined): Promise<Process[]> {
  const ours: Process = { name: "Assay", peer: await openPeer({ command: process.execPath, args: [OURS] }) };
  const others = python
    ? torchSettings().map(async ({ setting, env }): Promise<Process> => {
        return { name: "PyTorch", setting, peer: await openPeer({ command: python, args: [TORCH], env }) };
      })
    : [];
  return [ours, ...(await Promise.all(others))];
}

/** Our median, the best of PyTorch's, the ratio of the rounds and its range. @throws if the parameters differ in number */
async function compare(
  contestants: readonly Process[],
  { part, input }: LayerCase,
  threads: number,
  pace: { readonly rounds: number; readonly seconds: number },
): Promise<string[]> {
  const counts = new Set<number>();
  for (const { peer, setting } of contestants) {
    const { parameters } = await peer.ask({ prepare: { part, input, batch: BATCH }, threads, setting });
    counts.add(parameters as number);
  }
  if (counts.size > 1) throw new Error(`${part.type}: ${[...counts].join(" and ")} parameters`);
  const best = bestOfEach(
    [...(await alternate(contestants, pace))].map(([{ name }, rates]) => [name, rates] as const),
    (rates) => spreadOf(rates).median,
  );
  const [ours = [], theirs] = ["Assay", "PyTorch"].map((name) => best.get(name));
  if (!theirs) return [count(spreadOf(ours).median), "", "", ""];
  const { least, median, most } = spreadOf(ours.map((rate, round) => rate / (theirs[round] as number)));
  return [
    ...[ours, theirs].map((rates) => count(spreadOf(rates).median)),
    median.toFixed(2),
    `${least.toFixed(2)} – ${most.toFixed(2)}`,
  ];
}
