import { ResultError } from "./errors.ts";
import { plainYaml, refuseLarge } from "./plain-yaml.ts";
import type { StoredRun } from "./read-run.ts";

/** A spec as plain data. */
export type PlainSpec = Readonly<Record<string, unknown>>;

/** Gives a spec that an earlier version has resolved today's defaults. */
export type Complete = (spec: PlainSpec) => PlainSpec;

/** Characters of a text whose sections together may take long to parse. */
const LONG = 65_536;

const known = new WeakMap<StoredRun, PlainSpec>();

/**
 * A run's resolved spec, frozen. Of runs that differ in little, only that is parsed: the text is cut into its sections, each
 * of which is parsed once.
 *
 * @throws ResultError when resolved.yaml does not hold one
 */
export function specOf(run: StoredRun): PlainSpec {
  const found = known.get(run);
  if (found) return found;
  let value: unknown;
  try {
    // Sections are short one by one, and may still be too many.
    if (run.resolved.length > LONG) refuseLarge(run.resolved);
    value = bySections(run.resolved) ?? plainYaml(run.resolved);
  } catch (error) {
    throw new ResultError(`resolved.yaml ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null) throw new ResultError("resolved.yaml does not hold a spec");
  known.set(run, value as PlainSpec);
  return value as PlainSpec;
}

/** The same for who can do without: undefined where there is none. */
export function readableSpec(run: StoredRun): PlainSpec | undefined {
  try {
    return specOf(run);
  } catch {
    return undefined;
  }
}

/** Sections that are remembered at most; a seed is one, too. */
const MOST = 50_000;
const sections = new Map<string, unknown>();

/** A key of the outermost map, and all lines below it that are indented. */
const SECTION = /^([A-Za-z_]+):(?=[ \n])[^\n]*\n(?:[ ]+[^\n]*\n)*/gm;

/**
 * The same as parsing the whole, where the text is nothing but sections, each key once: no section reaches into another,
 * as in YAML all lines of a value in a map are indented further than its key. Anchors, which do reach, leave a section that
 * cannot be parsed by itself.
 *
 * @returns undefined where the text is of another form
 */
function bySections(text: string): PlainSpec | undefined {
  const entries: [string, unknown][] = [];
  let end = 0;
  for (const match of text.matchAll(SECTION)) {
    const [section, key = ""] = match;
    if (match.index !== end) return undefined;
    end += section.length;
    if (!sections.has(section)) {
      if (sections.size >= MOST) sections.clear();
      try {
        sections.set(section, plainYaml(section));
      } catch {
        return undefined;
      }
    }
    const parsed = sections.get(section);
    if (typeof parsed !== "object" || parsed === null || !Object.hasOwn(parsed, key)) return undefined;
    entries.push([key, (parsed as Record<string, unknown>)[key]]);
  }
  const complete = end === text.length && new Set(entries.map(([key]) => key)).size === entries.length;
  return complete && entries.length > 0 ? Object.freeze(Object.fromEntries(entries)) : undefined;
}
