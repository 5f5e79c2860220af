import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Promised } from "./contract.ts";
import { assay } from "./processes.ts";
import { numbers, runIn, unharmed, writeShort } from "./training.ts";

/** @returns undefined where the file is to go */
type Harm = (content: Buffer, random: () => number) => Buffer | undefined;

/** One bit anywhere in a file. */
const flip: Harm = (content, random) => {
  const bit = Math.floor(random() * content.length * 8);
  const flipped = Buffer.from(content);
  flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
  return flipped;
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

/** Another text in one of the places that a pattern finds. */
const replace =
  (pattern: RegExp, by: (found: string) => string): Harm =>
  (content, random) => {
    const text = content.toString("latin1");
    const places = [...text.matchAll(pattern)];
    const place = places[Math.floor(random() * places.length)];
    if (place === undefined) throw new Error(`nothing to replace: ${pattern}`);
    const [found] = place;
    const end = place.index + found.length;
    return Buffer.from(`${text.slice(0, place.index)}${by(found)}${text.slice(end)}`, "latin1");
  };

const remove: Harm = () => undefined;

const LINE = /^.+\n/gm;

/** What is done to which file of a finished run. Of a figure an early digit is altered: later ones may be of the same double. */
const HARMS: readonly (readonly [file: string, harm: Harm])[] = [
  ["model.safetensors", flip],
  ["model.json", alter(/"(shape|scale|shift|classes)":\[?[\d.]{1,8}/g)],
  ["worst.json", alter(/"index":\d+/g)],
  ["checkpoints", flip],
  ["checkpoints/best.safetensors", flip],
  ["metrics.jsonl", alter(/"(loss|accuracy)":\d\.\d{2,8}/g)],
  ["metrics.jsonl", alter(/"lr":0\.\d{2,8}/g)],
  ["metrics.jsonl", replace(LINE, () => "")],
  ["metrics.jsonl", replace(LINE, (line) => line + line)],
  ["chain.jsonl", alter(/"[0-9a-f]{16,}(?=")/g)],
  ["chain.jsonl", replace(LINE, () => "")],
  ["predictions.csv", alter(/0\.\d+(?=\n)/g)],
  ["spec.yaml", alter(/lr: 0\.\d+/g)],
  ["resolved.yaml", alter(/lr: 0\.\d+/g)],
  ["run.json", alter(/"(final_weights|initial_weights|predictions|chain|source)": "[0-9a-f]+(?=")/g)],
  ["run.json", alter(/"(seed|epochs|steps|parameters|test_evaluations)": \d+/g)],
  ["run.json", alter(/"(loss|accuracy)": \d\.\d{2,8}/g)],
  ["run.json", replace(/,\s*"(predictions|chain)": "[0-9a-f]+"/g, () => "")],
  ["run.json", replace(/"parameters":/g, (key) => `"divergence": { "step": 1, "epoch": 1, "tensor": "x" }, ${key}`)],
  ...["chain.jsonl", "metrics.jsonl", "model.json", "worst.json", "spec.yaml"].map((file) => [file, remove] as const),
];

/** A finished run in which something is altered on purpose. */
export const verify: Promised = {
  about:
    "verify of a run with a flipped bit, an altered or missing figure, hash, line or file: exit 3 naming it; else exit 0",
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
    for (const [index, [name, harm]] of HARMS.entries()) {
      for (let round = 0; round < (harm === remove ? 1 : rounds); round++) {
        const cwd = join(folder, `harm-${index}-${round}`);
        cpSync(whole, cwd, { recursive: true });
        const run = runIn(cwd) ?? "";
        const saved = readdirSync(join(run, "checkpoints"));
        const within = name === "checkpoints" ? join(name, saved[Math.floor(random() * saved.length)] ?? "") : name;
        const file = join(run, within);
        const harmed = harm(readFileSync(file), random);
        if (harmed === undefined) rmSync(file);
        else writeFileSync(file, harmed);
        const { status, stdout, stderr } = verified(cwd, "1");
        tried++;
        // Which of the two is wrong cannot be told where the record's hash is another than the file's.
        const isNamed = name === "run.json" ? /recorded|run\.json/.test(stdout) : stdout.includes(within);
        if (status !== 3 || !isNamed)
          lost.push(`${within} (${index}): exit ${status}: ${stderr.trim().slice(0, 200)} ${stdout.slice(0, 300)}`);
        rmSync(cwd, { recursive: true });
      }
      say(`${name} (${index + 1} of ${HARMS.length})`);
    }
    tried++;
    const sampled = verified(whole, "1", "--sample", "2");
    if (sampled.status !== 0 || !/Unchecked.*final weights, test figures, predictions/.test(sampled.stdout))
      lost.push(`--sample: exit ${sampled.status}: ${sampled.stdout.slice(0, 300)}`);
    return { tried, survived: tried - lost.length, lost };
  },
};

function verified(cwd: string, threads: string, ...more: readonly string[]) {
  const run = (runIn(cwd) ?? "").slice(join(cwd, "results/").length);
  return assay(cwd, ["verify", run, "--quiet", "--threads", threads, ...more]);
}
