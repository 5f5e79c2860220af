import { fileURLToPath } from "node:url";
import { loadSpec } from "../src/spec/index.ts";
import { count } from "../src/terminal/numbers.ts";
import { readDataset } from "../src/train/stage.ts";
import { nets } from "./nets.ts";
import { alternate, type Contestant, type Rounds } from "./peers/contestant.ts";
import { installJavascript, JAVASCRIPT_NOTES, openJavascript } from "./peers/javascript.ts";
import { type DataFiles, describeNetwork, writeData } from "./peers/network.ts";
import { openPeer } from "./peers/peer.ts";
import { findPython, openTorch, TORCH_NOTES } from "./peers/torch.ts";
import type { BenchOptions, BenchTable } from "./section.ts";
import { type Spread, spreadOf } from "./spread.ts";

const OURS = "Assay";

/** Each reference net in Assay and in the other libraries, alternating. */
export async function peerSteps({ quick, say }: BenchOptions): Promise<BenchTable[]> {
  const pace = quick ? { rounds: 3, seconds: 0.1 } : { rounds: 7, seconds: 0.4 };
  const { contestants, missing } = await openAll(say);
  const speeds: string[][] = [];
  const ratios: string[][] = [];
  let data: DataFiles | undefined;
  try {
    for (const { name, file } of nets) {
      const loaded = loadSpec(file);
      data ??= writeData(readDataset(loaded));
      const network = describeNetwork(loaded.spec, data);
      for (const threads of [1, 2]) {
        say(`${name}, ${threads} ${threads === 1 ? "thread" : "threads"}`);
        const { ready, refused } = await prepareAll(contestants, { file, network, threads });
        const best = fastestOfEach(await alternate(ready, pace));
        for (const [who, rates] of best) speeds.push([name, `${threads}`, who, ...cells(spreadOf(rates), count)]);
        for (const [who, why] of refused) speeds.push([name, `${threads}`, who, why, "", ""]);
        ratios.push(...ratiosOf(best).map((cells) => [name, `${threads}`, ...cells]));
      }
    }
  } finally {
    data?.remove();
    await Promise.all(contestants.map(({ peer }) => peer.close()));
  }
  const versions = Object.assign({}, ...contestants.map(({ peer }) => peer.versions)) as Record<string, string>;
  const notes = [
    `${pace.rounds} rounds of ${pace.seconds} s each, in turn; batch 64; fused numerics.`,
    ...TORCH_NOTES,
    ...JAVASCRIPT_NOTES,
    `Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.`,
    ...missing,
  ];
  return [
    {
      title: "Training steps: ratio of samples a second",
      head: ["net", "threads", "Assay against", "best to best", "median", "min – max"],
      rows: ratios,
      notes: ["A ratio of medians is over the rounds: each round has one."],
    },
    {
      title: "Training steps: samples a second",
      head: ["net", "threads", "library", "best", "median", "min – max"],
      rows: speeds,
      notes,
    },
  ];
}

/** Assay and whatever else is there; of what is not, the reason. */
async function openAll(say: BenchOptions["say"]): Promise<{ contestants: Contestant[]; missing: string[] }> {
  const contestants: Contestant[] = [];
  const missing: string[] = [];
  const ours = await openPeer({
    command: process.execPath,
    args: [fileURLToPath(new URL("peers/assay-steps.ts", import.meta.url))],
  });
  contestants.push({ name: OURS, peer: ours, request: ({ file, threads }) => ({ prepare: file, threads }) });
  const python = findPython();
  if (python) {
    say("starting PyTorch");
    contestants.push(...(await openTorch(python)));
  } else missing.push("PyTorch: no python3 here has torch and numpy (Debian: python3-torch, libopenblas0-pthread).");
  say("starting TensorFlow.js and jax-js");
  const folder = installJavascript();
  if (folder) contestants.push(...(await openJavascript(folder)));
  else missing.push("TensorFlow.js and jax-js: npm could not install them.");
  return { contestants, missing };
}

/** Tells every contestant what to run. @throws if one has another number of parameters than Assay: another net */
async function prepareAll(
  contestants: readonly Contestant[],
  task: Parameters<Contestant["request"]>[0],
): Promise<{ ready: Contestant[]; refused: [string, string][] }> {
  const ready: Contestant[] = [];
  const refused: [string, string][] = [];
  let expected: number | undefined;
  for (const contestant of contestants) {
    const request = contestant.request(task);
    if (!request) continue;
    try {
      const { parameters } = await contestant.peer.ask(request);
      expected ??= parameters;
      if (parameters !== expected) throw new Error(`${parameters} parameters, Assay has ${expected}`);
      ready.push(contestant);
    } catch (error) {
      refused.push([contestant.name, (error as Error).message]);
    }
  }
  return { ready, refused };
}

/** Of the variants under one name the one with the highest median, in the order of the contestants. */
function fastestOfEach(rounds: Rounds): Map<string, readonly number[]> {
  const best = new Map<string, readonly number[]>();
  for (const [{ name }, rates] of rounds) {
    const rival = best.get(name);
    if (!rival || spreadOf(rates).median > spreadOf(rival).median) best.set(name, rates);
  }
  return best;
}

/** Rows of ratios: against the fastest setting of each library, which its first word names. */
function ratiosOf(best: ReadonlyMap<string, readonly number[]>): string[][] {
  const ours = best.get(OURS) ?? [];
  const strongest = new Map<string, [string, readonly number[]]>();
  for (const [name, rates] of best) {
    const library = name.split(" ")[0] as string;
    const rival = strongest.get(library);
    if (name !== OURS && (!rival || spreadOf(rates).median > spreadOf(rival[1]).median))
      strongest.set(library, [name, rates]);
  }
  return [...strongest.values()].map(([name, rates]) => {
    const ratios = spreadOf(ours.map((rate, round) => rate / (rates[round] as number)));
    const [, median, range] = cells(ratios, (value) => value.toFixed(2));
    const top = (spreadOf(ours).most / spreadOf(rates).most).toFixed(2);
    return [name, top, median as string, range as string];
  });
}

/** Best, median, and from the least to the most. */
const cells = ({ least, median, most }: Spread, text: (value: number) => string): string[] => [
  text(most),
  text(median),
  `${text(least)} – ${text(most)}`,
];
