import { type Violation, withoutEchoes } from "./echoes.ts";
import { SpecError } from "./error.ts";
import { readViolation } from "./read-violation.ts";
import type { Reading, Rules } from "./reading.ts";
import { locationOf, type Origin } from "./source.ts";
import type { Tree } from "./tree.ts";

/** Most mistakes that are shown at once. */
const SHOWN = 10;
/** Most violations that are put into words: the work grows with their number, and nobody reads thousands. */
const READ = 500;

/**
 * What the violations of a schema mean to the author of the values: the one error worth fixing first, with the others
 * that do not follow from it.
 * @param more mistakes that no schema can tell
 */
export function explain(
  violations: readonly Violation[],
  tree: Tree,
  rules: Rules,
  more: readonly Reading[] = [],
): SpecError {
  const readings = withoutEchoes(violations)
    .slice(0, READ)
    .map((violation) => readViolation(violation, tree, rules));
  // Unlike a wrong value, a missing key has no location of its own: it comes last. What stands in a flag was typed last.
  const rank = ({ missing, spot }: Reading) => (missing !== undefined ? 2 : locationOf(spot).row === undefined ? 0 : 1);
  const ranked = [...readings, ...more].map((reading) => ({ ...reading, rank: rank(reading) }));
  const sorted = distinct(ranked.sort((a, b) => a.rank - b.rank || a.spot.offset - b.spot.offset));
  const [first, ...others] = sorted
    .slice(0, SHOWN)
    .map(({ part, rule, spot, hint }) => [part, rule, locationOf(spot), hint] as const);
  if (!first) throw new Error(`[${rules.speaker}] refused without a violation`);
  return new SpecError(
    ...first,
    others.map((other) => new SpecError(...other)),
  );
}

/** One mistake a location; what an alias repeats is wrong once, and a key that stands elsewhere is not missing. */
function distinct<R extends Reading>(readings: readonly R[]): readonly R[] {
  const meant = readings.flatMap((reading) => reading.meant ?? []);
  const elsewhere = (key: string) => meant.some((path) => path === key || path.startsWith(`${key}.`));
  const seen = new Map<Origin, Set<string>>();
  return readings.filter(({ spot: { origin, offset }, missing, rule }) => {
    if (missing !== undefined && elsewhere(missing)) return false;
    const locations = seen.get(origin) ?? new Set();
    seen.set(origin, locations);
    const location = missing === undefined ? `${offset}` : `${offset} ${rule}`;
    return !locations.has(location) && locations.add(location);
  });
}
