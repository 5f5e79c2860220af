import { fileURLToPath } from "node:url";
import { count } from "@assay/runner/terminal";
import { loadSpec, prepare } from "@assay/training";
import { bestOfEach } from "./best-of-each.ts";
import { nets } from "./nets.ts";
import { alternate, type Contestant, type Ready, type Task } from "./peers/contestant.ts";
import { installJavascript, JAVASCRIPT_NOTES, javascriptIn } from "./peers/javascript.ts";
import { type DataFiles, describeNetwork, writeData } from "./peers/network.ts";
import { openPeer } from "./peers/peer.ts";
import { findTorch, TORCH_NOTES, torchWith } from "./peers/torch.ts";
import type { BenchOptions, BenchTable } from "./section.ts";
import { type Spread, spreadOf } from "./spread.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

/** Assay as it comes, and with each of two settings: what assay-steps.ts is called with. */
const OURS = { Assay: [], "Assay strict": ["strict"], "Assay 128-bit": ["narrow"] } as const;
const isOurs = (name: string): name is keyof typeof OURS => Object.hasOwn(OURS, name);

/** Each reference net in Assay and in the other libraries, alternating. */
export const peerSteps = (options: BenchOptions): Promise<BenchTable[]> =>
  inTemporaryFolder((folder) => measure(folder, options));

async function measure(folder: string, { quick, say }: BenchOptions): Promise<BenchTable[]> {
  const pace = quick ? { rounds: 3, seconds: 0.1 } : { rounds: 7, seconds: 0.4 };
  const { contestants, missing } = enter(say);
  const speeds: string[][] = [];
  const ratios: string[][] = [];
  const versions: Record<string, string> = {};
  let data: DataFiles | undefined;
  for (const { name, file } of nets) {
    const loaded = loadSpec(file);
    data ??= writeData(prepare(loaded), folder);
    const network = describeNetwork(loaded.spec, data);
    for (const threads of [1, 2]) {
      say(`${name}, ${threads} ${threads === 1 ? "thread" : "threads"}`);
      const { ready, refused } = await prepareAll(contestants, { file, network, threads });
      const rounds = await alternate(ready, pace);
      for (const { peer } of ready) {
        Object.assign(versions, peer.versions);
        await peer.close();
      }
      const best = bestOfEach(
        [...rounds].map(([contestant, rates]) => [contestant.name, rates] as const),
        (rates) => spreadOf(rates).median,
      );
      for (const [who, rates] of best) speeds.push([name, `${threads}`, who, ...cells(spreadOf(rates), count)]);
      for (const [who, why] of refused) speeds.push([name, `${threads}`, who, why, "", ""]);
      ratios.push(...ratiosOf(best).map((cells) => [name, `${threads}`, ...cells]));
    }
  }
  const notes = [
    `${pace.rounds} rounds of ${pace.seconds} s each, in turn; batch 64; fused numerics, or strict where it says so; ` +
      "128-bit: --no-revectorize, V8 does not merge pairs of vector operations.",
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
      head: ["net", "threads", "of", "against", "best to best", "median", "min – max"],
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
function enter(say: BenchOptions["say"]): { contestants: Contestant[]; missing: string[] } {
  const script = fileURLToPath(new URL("peers/assay-steps.ts", import.meta.url));
  const contestants: Contestant[] = Object.entries(OURS).map(([name, setting]) => ({
    name,
    request: ({ file, threads }) => ({ prepare: file, threads }),
    open: () => openPeer({ command: process.execPath, args: [script, ...setting] }),
  }));
  const missing: string[] = [];
  const python = findTorch();
  if (python) contestants.push(...torchWith(python));
  else missing.push("PyTorch: no python3 here has torch and numpy (Debian: python3-torch, libopenblas0-pthread).");
  say("installing TensorFlow.js and jax-js, unless they are there");
  const folder = installJavascript();
  if (folder) contestants.push(...javascriptIn(folder));
  else missing.push("TensorFlow.js and jax-js: npm could not install them.");
  return { contestants, missing };
}

/** Starts every contestant on a task; of those that cannot, or whose net has other parameters, the reason. */
async function prepareAll(
  contestants: readonly Contestant[],
  task: Task,
): Promise<{ ready: Ready[]; refused: [string, string][] }> {
  const ready: Ready[] = [];
  const refused: [string, string][] = [];
  let expected: number | undefined;
  for (const { name, request, open } of contestants) {
    const wanted = request(task);
    if (!wanted) continue;
    const peer = await open();
    try {
      const { parameters } = await peer.ask(wanted);
      expected ??= parameters;
      if (parameters !== expected) throw new Error(`${parameters} parameters, Assay has ${expected}`);
      ready.push({ name, peer });
    } catch (error) {
      await peer.close();
      if (isOurs(name)) throw error;
      refused.push([name, (error as Error).message]);
    }
  }
  return { ready, refused };
}

/** Rows of ratios: each of ours against the fastest setting of each library, which its first word names. */
function ratiosOf(best: ReadonlyMap<string, readonly number[]>): string[][] {
  const others = [...best].filter(([name]) => !isOurs(name));
  const strongest = bestOfEach(
    others.map(([name, rates]) => [name.split(" ")[0] as string, { name, rates }] as const),
    ({ rates }) => spreadOf(rates).median,
  );
  return [...best]
    .filter(([name]) => isOurs(name))
    .flatMap(([ourName, ours]) =>
      [...strongest.values()].map(({ name, rates }) => {
        const ratios = spreadOf(ours.map((rate, round) => rate / (rates[round] as number)));
        const [, median, range] = cells(ratios, (value) => value.toFixed(2));
        const top = (spreadOf(ours).most / spreadOf(rates).most).toFixed(2);
        return [ourName, name, top, median as string, range as string];
      }),
    );
}

/** Best, median, and from the least to the most. */
const cells = ({ least, median, most }: Spread, text: (value: number) => string): string[] => [
  text(most),
  text(median),
  `${text(least)} – ${text(most)}`,
];
