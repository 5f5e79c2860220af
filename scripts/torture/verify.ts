import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Promised } from "./contract.ts";
import { assay } from "./processes.ts";
import { numbers, runIn, unharmed, writeShort } from "./training.ts";

type Harm = (content: Buffer, random: () => number) => Buffer;

/** One bit anywhere in a file. */
const flip: Harm = (content, random) => {
  const bit = Math.floor(random() * content.length * 8);
  const flipped = Buffer.from(content);
  flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
  return flipped;
};

/** One bit behind the first place that a pattern finds. */
const flipPast =
  (pattern: RegExp): Harm =>
  (content, random) => {
    const found = pattern.exec(content.toString("latin1"));
    if (found === null) throw new Error(`nothing to flip: ${pattern}`);
    const start = found.index + found[0].length;
    return Buffer.concat([content.subarray(0, start), flip(content.subarray(start), random)]);
  };

/** Another last character in one of the places that a pattern finds. */
const alter =
  (pattern: RegExp): Harm =>
  (content, random) => {
    const text = content.toString("latin1");
    const places = [...text.matchAll(pattern)];
    const place = places[Math.floor(random() * places.length)];
    if (place === undefined) throw new Error(`nothing to alter: ${pattern}`);
    const end = place.index + place[0].length - 1;
    const other = text[end] === "5" ? "6" : "5";
    return Buffer.from(`${text.slice(0, end)}${other}${text.slice(end + 1)}`, "latin1");
  };

/** What is done to which file of a finished run. */
const HARMS: Readonly<Record<string, Harm>> = {
  "model.safetensors": flipPast(/"numerics":.*?},/), // what precedes is a comment, of which nothing is read
  "model.json": alter(/"(shape|scale|shift|classes)":\[?[\d.]{1,8}/g), // later digits may be of the same double
  "worst.json": alter(/"index":\d+/g),
  checkpoints: flip,
  "metrics.jsonl": alter(/"(loss|accuracy)":0?\.?\d{3,}/g),
  "chain.jsonl": alter(/"[0-9a-f]{16,}(?=")/g),
  "predictions.csv": alter(/0\.\d+(?=\n)/g),
  "run.json": alter(/"(final_weights|initial_weights|predictions|chain)": "[0-9a-f]+(?=")/g),
};

/** A finished run in which something is altered on purpose. */
export const verify: Promised = {
  about:
    "verify of a run with a flipped bit or an altered figure, hash or prediction: exit 3 naming the file; else exit 0",
  async run({ quick, folder, say }) {
    const whole = join(folder, "whole");
    mkdirSync(whole);
    unharmed(whole, writeShort);
    const lost: string[] = [];
    let tried = 0;
    for (const threads of ["1", "2"]) {
      const { status, stdout } = verified(whole, threads);
      if (status !== 0) lost.push(`unharmed, ${threads} threads: exit ${status}: ${stdout.slice(0, 300)}`);
      tried++;
    }
    const random = numbers(4);
    const rounds = quick ? 1 : 20;
    for (const [name, harm] of Object.entries(HARMS)) {
      for (let round = 0; round < rounds; round++) {
        const cwd = join(folder, `${name}-${round}`);
        cpSync(whole, cwd, { recursive: true });
        const run = runIn(cwd) ?? "";
        const checkpoints = readdirSync(join(run, "checkpoints"));
        const within =
          name === "checkpoints" ? join(name, checkpoints[Math.floor(random() * checkpoints.length)] ?? "") : name;
        const file = join(run, within);
        writeFileSync(file, harm(readFileSync(file), random));
        const { status, stdout, stderr } = verified(cwd, "1");
        tried++;
        // Which of the two is wrong cannot be told where the record's hash is another than the file's.
        const isNamed = name === "run.json" ? /recorded|run\.json/.test(stdout) : stdout.includes(within);
        if (status !== 3 || !isNamed)
          lost.push(`${within}: exit ${status}: ${stderr.trim().slice(0, 200)} ${stdout.slice(0, 300)}`);
      }
      say(name);
    }
    return { tried, survived: tried - lost.length, lost };
  },
};

function verified(cwd: string, threads: string) {
  const run = (runIn(cwd) ?? "").slice(join(cwd, "results/").length);
  return assay(cwd, ["verify", run, "--quiet", "--threads", threads]);
}
