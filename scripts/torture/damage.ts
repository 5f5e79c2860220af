import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  checkpointsFor,
  decodeCheckpoint,
  identityOf,
  readRun,
  savedWeights,
} from "../../packages/runs/src/store/index.ts";
import type { Promised } from "./contract.ts";
import { assay, sleep, start } from "./processes.ts";
import { numbers, runIn, traceOf, unharmed, writeSpec } from "./training.ts";

/** The newest checkpoint of a killed training, cut and flipped; and the best epoch's, which nothing takes the place of. */
export const damage: Promised = {
  about:
    "a checkpoint cut at 200 offsets and with 1,000 bit flips: found each time, the one before is taken, with a warning; of the best epoch's likewise: exit 1, naming it",
  async run({ quick, folder, say }) {
    const whole = join(folder, "whole");
    const cwd = join(folder, "killed");
    for (const path of [whole, cwd]) mkdirSync(path);
    const expected = unharmed(whole);
    const spec = writeSpec(cwd);
    const { child, ended } = start(cwd, ["run", spec, "--quiet"]);
    await sleep(2500);
    child.kill("SIGKILL");
    await ended;
    const run = runIn(cwd);
    const saved =
      run === undefined
        ? []
        : readdirSync(join(run, "checkpoints"))
            .filter((name) => name.startsWith("step-"))
            .sort();
    const newest = join(run ?? "", "checkpoints", saved.at(-1) ?? "");
    const good = readFileSync(newest);
    const identity = identityOf(readRun(run ?? "").record);
    const random = numbers(3);
    const lost: string[] = [];
    const tryBytes = (bytes: Uint8Array, what: string): void => {
      writeFileSync(newest, bytes);
      const checkpoints = checkpointsFor(run ?? "", identity);
      const [first] = checkpoints.newest;
      const isRight = checkpoints.passedOver.length === 1 && first !== undefined && !newest.endsWith(first.name);
      if (!isRight || decodes(bytes)) lost.push(what);
    };
    const counts = quick ? { cuts: 50, flips: 200 } : { cuts: 200, flips: 1000 };
    harm(good, counts, random, tryBytes);
    say("and once through the command line");
    const { status, stderr } = assay(cwd, ["run", spec, "--quiet"]);
    const isSaid = stderr.includes("is passed over: it is damaged") && stderr.includes("Going on from a checkpoint");
    const end = runIn(cwd);
    if (status !== 0 || !isSaid || end === undefined || traceOf(end) !== expected)
      lost.push(`exit ${status}: ${stderr.slice(0, 200)}`);
    const best = damageBest(end ?? "", counts, random);
    const { status: code, stderr: said } = assay(cwd, ["evaluate", "torture", "--checkpoint", "best"]);
    if (code !== 1 || !said.includes("best.safetensors is passed over: it is damaged: "))
      best.push(`exit ${code}: ${said.slice(0, 200)}`);
    lost.push(...best);
    const tried = 2 * (counts.cuts + counts.flips + 1);
    return { tried, survived: tried - lost.length, lost };
  },
};

/** Leaves the file damaged. @returns what was not found */
function damageBest(run: string, counts: Counts, random: () => number): string[] {
  const file = join(run, "checkpoints/best.safetensors");
  const good = readFileSync(file);
  const lost: string[] = [];
  const tryBytes = (bytes: Uint8Array, what: string): void => {
    writeFileSync(file, bytes);
    if (!saysDamaged(run)) lost.push(`best: ${what}`);
  };
  harm(good, counts, random, tryBytes);
  return lost;
}

/** How often a file is harmed. */
interface Counts {
  readonly cuts: number;
  readonly flips: number;
}

/** Tries a file cut at offsets all over it, and with single bits flipped. */
function harm(
  good: Uint8Array,
  { cuts, flips }: Counts,
  random: () => number,
  tryBytes: (bytes: Uint8Array, what: string) => void,
): void {
  for (let i = 0; i < cuts; i++) {
    const length = Math.floor((good.length * i) / cuts);
    tryBytes(good.subarray(0, length), `cut at ${length}`);
  }
  for (let i = 0; i < flips; i++) {
    const bit = Math.floor(random() * good.length * 8);
    tryBytes(withFlipped(good, bit), `bit ${bit}`);
  }
}

function saysDamaged(run: string): boolean {
  try {
    savedWeights(readRun(run).record, "best");
    return false;
  } catch (error) {
    return error instanceof Error && error.message.includes("best.safetensors is passed over: it is damaged: ");
  }
}

function withFlipped(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
  return flipped;
}

function decodes(bytes: Uint8Array): boolean {
  try {
    decodeCheckpoint(bytes);
    return true;
  } catch {
    return false;
  }
}
