import { canonicalJson } from "@assay/experiment/identity";

type Plain = Readonly<Record<string, unknown>>;

/** Keys that say how far a sweep goes, or what it is called, and nothing of what its trials are. */
const FREE = ["run_cap", "name"];

/**
 * What keeps a sweep whose file was edited from going on with what was tried: more values of a grid, more seeds and another cap
 * do not. @returns a line a key, "metric: was …, is …"
 */
export function obstacles(was: Plain, is: Plain): string[] {
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return keys.flatMap((key): string[] => {
    if (FREE.includes(key) || same(was[key], is[key])) return [];
    if (key === "repeats" && containsSeeds(was, is)) return [];
    if (key === "parameters" && (is.method ?? "grid") === "grid") return parameterObstacles(was, is);
    return [`${key}: was ${textOf(was[key])}, is ${textOf(is[key])}`];
  });
}

function parameterObstacles(was: Plain, is: Plain): string[] {
  const [before, after] = [was.parameters, is.parameters].map((value) => (value ?? {}) as Plain) as [Plain, Plain];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [old, now] = [before[name], after[name]] as [Plain | undefined, Plain | undefined];
    if (old && now && contains(now.values, old.values) && same({ ...old, values: 0 }, { ...now, values: 0 })) return [];
    return same(old, now) ? [] : [`parameters.${name}: was ${textOf(old)}, is ${textOf(now)}`];
  });
}

const containsSeeds = (was: Plain, is: Plain): boolean =>
  contains((is.repeats as Plain | undefined)?.seeds, (was.repeats as Plain | undefined)?.seeds ?? []);

/** Whether a list has all that another one has. */
function contains(list: unknown, part: unknown): boolean {
  if (!Array.isArray(list) || !Array.isArray(part)) return false;
  const texts = new Set(list.map((value) => canonicalJson(value)));
  return part.every((value) => texts.has(canonicalJson(value)));
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);

const textOf = (value: unknown): string => (value === undefined ? "absent" : JSON.stringify(value).slice(0, 120));
