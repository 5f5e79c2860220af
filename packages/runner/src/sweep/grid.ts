import type { LoadedSpec } from "@assay/experiment";
import {
  childOf,
  isList,
  isMap,
  locationOf,
  type Override,
  parsePath,
  plainOf,
  SpecError,
  type Tree,
} from "@assay/experiment";
import { MAX_TRIALS } from "./schema.ts";
import type { Trial } from "./types.ts";

/** Characters that the resolved specs of all trials may have together: they are kept, and take some 35 times that in memory. */
const MAX_CHARACTERS = 1 << 25;

/** What a grid is made of. */
export interface Grid {
  /** The value of `parameters:`, valid by the sweep's schema. */
  readonly parameters: Tree;
  /** The value of `repeats.seeds:`, where it was found. */
  readonly seeds: { readonly tree: Tree; readonly found: boolean };
  readonly cap: number | undefined;
  readonly resolve: (overrides: readonly Override[]) => LoadedSpec;
}

/** One thing that varies: its path as written, and one override a value. */
interface Axis {
  readonly name: string;
  readonly choices: readonly Override[];
}

/**
 * Every combination of the values, in the order of the file: the last parameter varies fastest, seeds faster still.
 * @returns the trials, at most `cap`, each of them resolved, and how many the whole grid has
 * @throws SpecError for a trial that is no valid spec, a grid that is too large, or two trials that are the same
 */
export function expandGrid({ parameters, seeds, cap, resolve }: Grid): {
  readonly trials: Trial[];
  readonly total: number;
} {
  const fail = (tree: Tree, rule: string, hint?: string) =>
    new SpecError("runner/sweep", rule, locationOf(tree.key ?? tree.spot), hint);
  const axes = axesOf(parameters);
  if (seeds.found) {
    const clash = axes.find(({ name }) => name === "seed");
    if (clash) throw fail(seeds.tree, "seeds are given twice, in parameters.seed and in repeats.seeds");
    axes.push(axisOf("seed", seeds.tree));
  }
  const total = axes.reduce((product, { choices }) => product * choices.length, 1);
  const count = Math.min(total, cap ?? total);
  if (count > MAX_TRIALS) {
    throw fail(parameters, `the grid has ${total} trials, at most ${MAX_TRIALS} are allowed`, "set run_cap");
  }
  const varied = axes.length - (seeds.found ? 1 : 0);
  const known = new Map<string, number>();
  const trials: Trial[] = [];
  let characters = 0;
  for (let index = 0; index < count; index++) {
    const overrides = choose(axes, index);
    const loaded = resolve(overrides);
    characters += loaded.resolved.length;
    if (characters > MAX_CHARACTERS) {
      const rule = `the specs of ${count} trials are too large, those of the first ${index + 1} have more than ${MAX_CHARACTERS} characters`;
      throw fail(parameters, rule, "set run_cap, or make the spec smaller");
    }
    // The whole spec, not its hash: paths, which the hash leaves out, may lead to other data.
    const twin = known.get(loaded.resolved);
    if (twin !== undefined) throw fail(parameters, `trials ${twin} and ${index} are the same experiment`);
    known.set(loaded.resolved, index);
    const values = overrides.slice(0, varied).map((override, at) => [axes[at]?.name ?? "", plainOf(override.value)]);
    trials.push({ index, overrides: Object.fromEntries(values), seed: loaded.spec.seed, loaded });
  }
  return { trials, total };
}

/** The combination of a number: its digits in the mixed base of the axes, the last axis the units. */
function choose(axes: readonly Axis[], index: number): readonly Override[] {
  const chosen: Override[] = [];
  let rest = index;
  for (const { choices } of axes.toReversed()) {
    const choice = choices[rest % choices.length];
    if (choice) chosen.unshift(choice);
    rest = Math.floor(rest / choices.length);
  }
  return chosen;
}

function axesOf({ value }: Tree): Axis[] {
  if (!isMap(value)) return [];
  return [...value].map(([name, parameter]) => {
    const values = childOf(parameter, "values");
    return axisOf(name, values ?? parameter, parameter);
  });
}

/** One override for each value of a list; a path that leads nowhere has its location where it is written. */
function axisOf(name: string, values: Tree, named: Tree = values): Axis {
  const spot = named.key ?? named.spot;
  const path = parsePath(name, spot);
  return { name, choices: isList(values.value) ? values.value.map((value) => ({ path, spot, value })) : [] };
}
