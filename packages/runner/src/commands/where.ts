import { nearestWord } from "@assay/experiment/suggest";
import { readableSpec, type StoredRun, UsageError } from "@assay/runs/store";

/** A condition of `--where`: "optimizer.lr<0.01". */
interface Condition {
  readonly text: string;
  readonly key: string;
  readonly holds: (found: unknown) => boolean;
}

/**
 * The runs for which every condition holds. A condition is a dotted key of the resolved spec or of run.json, one of
 * `=`, `!=`, `<`, `<=`, `>`, `>=`, and a value: "optimizer.lr<0.01", "optimizer=adam", "test.accuracy>=0.99". A part is
 * compared by its type. A run without the key meets no condition but `!=`.
 *
 * @throws UsageError for what is no condition, and for a key that no run has
 */
export function runsWhere(runs: readonly StoredRun[], conditions: readonly string[]): StoredRun[] {
  if (conditions.length === 0) return [...runs];
  // A run whose spec cannot be read has its record alone.
  const sources = runs.map((run) => ({ run, places: [readableSpec(run), run.record] as const }));
  const known = new Set<string>();
  const parsed = conditions.map(parse);
  for (const { key, text } of parsed) {
    if (sources.length === 0 || sources.some(({ places }) => valueAt(places, key) !== undefined)) continue;
    for (const { places } of sources) for (const place of places) collectKeys(place, "", known);
    const near = nearestWord(key, [...known]);
    const hint = near ? `did you mean "${near}"?` : "its keys are those of resolved.yaml and run.json";
    throw new UsageError("runner/commands", `--where "${text}" names a key that none of the runs has`, hint);
  }
  return sources
    .filter(({ places }) => parsed.every(({ key, holds }) => holds(valueAt(places, key))))
    .map(({ run }) => run);
}

function parse(text: string): Condition {
  const found = /^\s*([\w.-]+?)\s*(<=|>=|!=|==|=|<|>)\s*(.+?)\s*$/.exec(text);
  if (!found) {
    throw new UsageError(
      "runner/commands",
      `--where must be a key, a comparison and a value, got "${text}"`,
      "for example: --where 'optimizer.lr<0.01'",
    );
  }
  const [, key = "", sign = "", wanted = ""] = found;
  return { text, key, holds: comparison(sign, wanted) };
}

function comparison(sign: string, wanted: string): Condition["holds"] {
  const text = unquoted(wanted);
  const number = Number(wanted);
  const order = (found: unknown): number | undefined => {
    if (typeof found === "number" && !Number.isNaN(number)) return found - number;
    if (typeof found === "string") return found === text ? 0 : found < text ? -1 : 1;
    return undefined;
  };
  const equal = (found: unknown): boolean =>
    typeof found === "number" && !Number.isNaN(number)
      ? found === number
      : found !== undefined && String(found) === text;
  const holds: Readonly<Record<string, Condition["holds"]>> = {
    "=": equal,
    "==": equal,
    "!=": (found) => !equal(found),
    "<": (found) => (order(found) ?? 0) < 0,
    "<=": (found) => (order(found) ?? 1) <= 0,
    ">": (found) => (order(found) ?? 0) > 0,
    ">=": (found) => (order(found) ?? -1) >= 0,
  };
  return holds[sign] ?? equal;
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;

/** The first place that has the key, as a scalar; of a part its type. */
function valueAt(places: readonly unknown[], key: string): unknown {
  for (const place of places) {
    let value = place;
    for (const step of key.split(".")) {
      value =
        typeof value === "object" && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined;
    }
    if (value === undefined) continue;
    const { type } = (value ?? {}) as { type?: unknown };
    return typeof type === "string" ? type : value;
  }
  return undefined;
}

function collectKeys(value: unknown, prefix: string, into: Set<string>): void {
  if (prefix !== "") into.add(prefix);
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) collectKeys(item, prefix === "" ? key : `${prefix}.${key}`, into);
}
