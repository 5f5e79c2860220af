import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

/** Draws numbers below a bound, the same for the same seed (mulberry32). */
export function draws(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
type Draw = ReturnType<typeof draws>;
const pick = <T>(items: readonly T[], draw: Draw): T => items[draw(items.length)] as T;

/** Stands for source text that no value of JSON has. */
const RAW = "@@raw@@";

/** Values in the place of others. */
const VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 0.5, 5, 1e308, 2 ** 53, "", "NaN", "1e5", [], {}, [[]], [null], { loss: "x" }],
  ...[
    "\u001b[31m",
    "\u001b]0;title\u0007",
    "\u202egpj.exe",
    "a\u2066b",
    "\u200bx",
    "\ufeff",
    "\ud800",
    "a\r\nb",
    "\u0000",
    "\u009b2J",
  ],
  ...["=cmd|' /C calc'!A0", "@SUM(1)", "<script>alert(1)</script>", "__proto__", "constructor", "../../../etc/passwd"],
  ...[
    "x".repeat(9_999),
    "x".repeat(200_000),
    Array(3_000).fill("y"),
    Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i])),
  ],
  { type: "\u001b[2J" },
];
/** The same as source text. */
const SOURCES = [
  "1e999",
  "-1e999",
  "NaN",
  "-0",
  "1e-400",
  `${"[".repeat(40)}${"]".repeat(40)}`,
  `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
  `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
  "01",
  "'x'",
  "undefined",
  '"\\ud800"',
  '{"__proto__":{"a":1}}',
  "9".repeat(400),
];
const KEYS = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "\u001b[2J",
  "\u202e",
  "=1",
  ...["error", "divergence", "classes", "stopped_early", "extra"],
  "",
  "length",
  "x".repeat(5_000),
];

/** Every place in a value: what holds it, and its key. */
function placesIn(
  value: unknown,
  found: [Record<string, unknown>, string][] = [],
): [Record<string, unknown>, string][] {
  if (typeof value !== "object" || value === null) return found;
  for (const [key, item] of Object.entries(value)) {
    found.push([value as Record<string, unknown>, key]);
    placesIn(item, found);
  }
  return found;
}

/** Changes one thing in a value that can be written as JSON. @returns source text to be put at RAW */
function mutate(value: unknown, draw: Draw): string {
  const places = placesIn(value);
  const [holder, key] = pick(places, draw);
  const kind = draw(10);
  if (kind < 5) holder[key] = pick(VALUES, draw);
  else if (kind < 7) holder[key] = RAW;
  else if (kind < 8 || Array.isArray(holder)) delete holder[key];
  else {
    const property = { value: pick(VALUES, draw), enumerable: true, configurable: true, writable: true };
    Object.defineProperty(holder, pick(KEYS, draw), property); // an assignment to __proto__ would be none
  }
  return pick(SOURCES, draw);
}

const asJson = (source: string, draw: Draw): string => {
  const value: unknown = JSON.parse(source);
  const raw = mutate(value, draw);
  return JSON.stringify(value, undefined, 2).replace(`"${RAW}"`, raw);
};

const asLines = (source: string, draw: Draw): string => {
  const lines = source.trimEnd().split("\n");
  const at = draw(lines.length);
  lines[at] = asJson(lines[at] ?? "{}", draw).replaceAll("\n", "");
  return `${lines.join("\n")}\n`;
};

const asCsv = (source: string, draw: Draw): string => {
  const lines = source.trimEnd().split("\n");
  const at = draw(lines.length);
  const cells = (lines[at] ?? "").split(",");
  const value = pick(VALUES, draw);
  cells[draw(cells.length)] = typeof value === "string" ? value : JSON.stringify(value);
  lines[at] = cells.join();
  return `${lines.join("\n")}\n`;
};

const asYaml = (source: string, draw: Draw): string => {
  const value: unknown = parse(source);
  const raw = mutate(value, draw);
  return stringify(value).replace(RAW, () => raw);
};

/** Changes bytes, whatever they mean: torn, turned over, put in, not UTF-8. */
function asBytes(bytes: Uint8Array, draw: Draw): Uint8Array {
  const at = draw(bytes.length);
  const put = pick([[0xff], [0x80, 0x80], [0], [0xef, 0xbb, 0xbf], [0x1b, 0x5b, 0x32, 0x4a], [0xed, 0xa0, 0x80]], draw);
  const kind = draw(4);
  if (kind === 0) return bytes.slice(0, at);
  if (kind === 1) return Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ (1 << draw(8)) : byte));
  if (kind === 2) return Uint8Array.of(...bytes.slice(0, at), ...put, ...bytes.slice(at));
  return Uint8Array.of(...put, ...bytes);
}

const BY_FORM: Readonly<Record<string, (source: string, draw: Draw) => string>> = {
  "run.json": asJson,
  "metrics.jsonl": asLines,
  "model.json": asJson,
  "worst.json": asJson,
  "predictions.csv": asCsv,
  "resolved.yaml": asYaml,
  "trials.jsonl": asLines,
  "sweep.yaml": asYaml,
  "experiment.yaml": asYaml,
  "best.yaml": asYaml,
};
/** Of a run; run.json twice as often as others: it is what everything reads. */
const FILES = [
  ...["run.json", "run.json", "run.json", "metrics.jsonl"],
  ...["model.json", "worst.json", "predictions.csv", "resolved.yaml"],
];
/** Of a sweep. */
export const SWEEP_FILES = [
  ...["trials.jsonl", "trials.jsonl", "trials.jsonl", "sweep.yaml", "sweep.yaml"],
  ...["experiment.yaml", "best.yaml"],
];

/** Changes something in the files of a run, or in others. @returns what, for a failing test */
export function tamper(folder: string, seed: number, files: readonly string[] = FILES): string {
  const draw = draws(seed);
  const file = pick(files, draw);
  const path = join(folder, file);
  if (draw(4) === 0) writeFileSync(path, asBytes(readFileSync(path), draw));
  else writeFileSync(path, (BY_FORM[file] ?? asJson)(readFileSync(path, "utf8"), draw));
  return `seed ${seed}: ${file}`;
}
