import { canonicalJson } from "@assay/experiment/identity";
import { MAX_SETTINGS } from "../file/schema.ts";
import type { JournalLine } from "../journal-line.ts";
import { grid } from "../methods/grid.ts";
import type { Tried } from "../rank-settings.ts";
import { createSearch } from "../search.ts";
import type { Setting, Space } from "../space.ts";

/** What settings are made of. */
interface Searched {
  readonly method: string;
  readonly space: Space;
  readonly cap: number | undefined;
  /** Undefined where there is the experiment's alone. */
  readonly seeds: readonly number[] | undefined;
}

/**
 * What the lines of a journal say of each setting. Of a grid all settings are known; of another method those of which a trial is
 * over, numbered as they were found. A line that sets what is no parameter, or has a seed that is none of the sweep's, is passed over.
 */
export function triedOf(lines: readonly JournalLine[], { method, space, cap, seeds }: Searched): Tried[] {
  const found = new Map<string, { number: number; sets: Setting; lines: JournalLine[] }>();
  const names = new Set(space.parameters.map(({ name }) => name));
  for (const line of lines) {
    if (!Object.keys(line.sets).every((name) => names.has(name))) continue;
    if (seeds?.includes(line.seed) === false) continue;
    const key = canonicalJson(line.sets);
    const known = found.get(key);
    if (known) {
      known.lines.push(line);
      known.number = line.setting; // a grid that was given more values counts anew
    } else found.set(key, { number: line.setting, sets: line.sets, lines: [line] });
  }
  const settings = method === "grid" ? allOf(space, cap) : undefined;
  const numbered = settings
    ? settings.map((sets, number) => ({ number, sets, lines: found.get(canonicalJson(sets))?.lines ?? [] }))
    : [...found.values()].filter(({ number }) => number < (cap ?? Number.POSITIVE_INFINITY));
  return numbered
    .sort((a, b) => a.number - b.number)
    .map(({ number, sets, lines: own }) => {
      const wanted = seeds ?? [own.at(-1)?.seed ?? 0];
      return {
        ...{ number, sets, seeds: wanted },
        lines: wanted.map((seed) => own.findLast((line) => line.seed === seed)),
      };
    });
}

/** The settings of a grid; undefined where a parameter has no list of values, or there are too many. */
function allOf(space: Space, cap: number | undefined): readonly Setting[] | undefined {
  if (space.parameters.some(({ distribution }) => !distribution.values)) return undefined;
  const search = createSearch({
    ...{ space, method: grid.create(space, 0), cap: cap ?? MAX_SETTINGS + 1, waits: false, lag: 0 },
    identify: canonicalJson,
  });
  while (search.next(() => undefined) === "found");
  return search.settings.length > MAX_SETTINGS ? undefined : search.settings;
}
