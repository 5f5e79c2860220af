import { basename, dirname, isAbsolute, join } from "node:path";
import {
  hashOf,
  type LoadedSpec,
  locationOf,
  nearest,
  parseOverride,
  plainOf,
  readSource,
  readSpec,
  type SpecDocument,
  SpecError,
  type SpecLoader,
  type Tree,
  treeOf,
  writeYaml,
} from "@assay/experiment";
import { OptionError } from "../distributions/option-error.ts";
import type { EarlyStopping, EarlyStoppingDefinition } from "../early/contract.ts";
import { earlyStopping } from "../early/registry.ts";
import { methodNamed } from "../methods/registry.ts";
import { createSearch, type Search } from "../search.ts";
import type { Setting, Space } from "../space.ts";
import { checkAxes } from "./check-axes.ts";
import { checkConditions } from "./check-conditions.ts";
import { treeOfFile } from "./read-file.ts";
import { readParameters, withoutSeed } from "./read-parameters.ts";
import { MAX_SETTINGS } from "./schema.ts";
import { settingText } from "./setting-text.ts";
import type { PlannedTrial, Sweep } from "./sweep.ts";
import { type SweepFile, seedsOf } from "./sweep-file.ts";
import { validateFile } from "./validate-file.ts";
import { writtenAt } from "./written-at.ts";

const PART = "sweeps/file";

/** Characters that the resolved specs of all settings may have together: they are compared, and take memory. */
const MAX_CHARACTERS = 1 << 25;

/**
 * Reads a sweep. Where its settings depend on no result, each of them is validated before the first one could run.
 *
 * @param loader what turns each trial into a spec
 * @param flags overrides of the experiment: `--set`
 * @throws SpecError, placed in the sweep file where the value comes from there, else in the spec that it names
 */
export function loadSweep(file: string, loader: SpecLoader, flags: readonly string[] = []): Sweep {
  const source = readSource(file);
  const tree = treeOfFile(file, source);
  const at = (path: readonly string[]) => locationOf(nearest(tree, path).tree.spot);
  const fail = (path: readonly string[], rule: string, hint?: string) => new SpecError(PART, rule, at(path), hint);

  const metricName = nearest(tree, ["metric", "name"]);
  if (metricName.found && /^test(?![a-z])/i.test(String(metricName.tree.value))) {
    const rule = "metric.name must be of the validation split: the test split never chooses, it only reports";
    throw fail(["metric", "name"], rule, 'write "validation.accuracy"');
  }
  const sweep = validateFile(tree);
  if (!sweep.parameters && !sweep.repeats) {
    throw fail(
      [],
      "a sweep must have parameters, repeats, or both",
      "write what varies: parameters: { optimizer.lr: … }",
    );
  }
  checkAxes(sweep, (path, rule, hint) => fail(path, rule, hint));
  const document = baseOf(tree, sweep, file);
  const set = flags.map((flag) => parseOverride(flag));

  // The seed of an experiment is what its settings are repeated over, whichever way it is written.
  const seeds = seedsOf(sweep);
  const { parameters, overridesOf } = readParameters(withoutSeed(tree));
  const space: Space = {
    parameters,
    base: (path) => writtenAt(document, set, path),
    exclude: sweep.exclude ?? [],
  };
  checkConditions(space, fail);
  // What varies would win over a flag, and the flag be of no use.
  const varied = parameters.find(({ name }) => set.some(({ path }) => isWithin(path.join("."), name)));
  if (varied)
    throw fail(
      ["parameters", varied.name],
      `${varied.name} varies, and --set gives it a value as well`,
      "leave one out",
    );
  const { spot } = nearest(tree, sweep.repeats ? ["repeats", "seeds"] : ["parameters", "seed"]).tree;
  /** @param seed that of the experiment where it is left out */
  const resolve = (setting: Setting, seed?: number): LoadedSpec =>
    loader.resolve(document, [
      ...set,
      ...overridesOf(setting),
      ...(seed === undefined ? [] : [{ path: ["seed"], spot, value: treeOf(seed, spot) }]),
    ]);
  const definition = methodNamed(sweep.method);
  if (!definition) throw new Error(`[${PART}] no method ${sweep.method}`);
  if (sweep.run_cap === undefined && sweep.method !== "grid" && parameters.length > 0) {
    throw fail(["method"], `${sweep.method} needs run_cap: how many settings are tried`, "write run_cap: 20");
  }
  const combinations = parameters.reduce((product, { distribution: { values } }) => product * (values?.count ?? 1), 1);
  const isPlain = !sweep.exclude && parameters.every(({ when }) => !when);
  if (sweep.method === "grid" && isPlain && combinations > MAX_SETTINGS && sweep.run_cap === undefined) {
    throw fail(
      ["parameters"],
      `the grid has ${combinations} settings, at most ${MAX_SETTINGS} are allowed`,
      "set run_cap",
    );
  }
  let characters = 0;
  const identify = (setting: Setting): string => {
    const loaded = resolve(setting, seeds?.[0]);
    checkSplit(loaded);
    const { resolved } = loaded;
    characters += resolved.length;
    if (characters > MAX_CHARACTERS) {
      const rule = `the specs of the settings are too large: together they have more than ${MAX_CHARACTERS} characters`;
      throw fail(["parameters"], rule, "set run_cap, or make the spec smaller");
    }
    return hashOf(resolved); // the whole spec, not its own hash: paths, which that leaves out, may lead to other data
  };
  const search: Sweep["search"] = ({ check, onInvalid } = {}): Search => {
    characters = 0;
    const found: Search = createSearch({
      ...{ space, method: createMethod(), cap: sweep.run_cap ?? MAX_SETTINGS + 1, lag: sweep.lag, identify },
      ...(check && { check }),
      ...(definition.learns && onInvalid && { onInvalid }),
      waits: definition.learns || sweep.early_terminate !== undefined,
      onTwin: (first, second) => {
        if (sweep.method !== "grid") return;
        const [one, other] = [found.settings[first] ?? {}, second].map(settingText);
        throw fail(["parameters"], `two settings are the same experiment: ${one} and ${other}`);
      },
    });
    return found;
  };
  /** What an option is refused for, at its place. */
  const mapped = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof OptionError) throw fail([error.option], error.message, error.hint);
      throw error;
    }
  };
  const createMethod = () => mapped(() => definition.create(space, sweep.seed));
  const repeats = seeds?.length ?? 1;
  const trialsOf = (setting: Setting, number: number): PlannedTrial[] =>
    (seeds ?? [undefined]).map((seed, i) => {
      const loaded = resolve(setting, seed);
      return { number: number * repeats + i, setting: number, seed: loaded.spec.seed, sets: setting, loaded };
    });
  const checkSplit = (loaded: LoadedSpec): void => {
    if (loaded.spec.data.validation !== 0) return;
    const rule = `metric ${sweep.metric.name} needs examples held out, the experiment has data.validation 0`;
    throw fail(["metric", "name"], rule, "set data.validation in the experiment");
  };
  const early = earlyOf(sweep);
  return {
    ...{ name: sweep.name ?? basename(file).replace(/\.ya?ml$/, ""), file, source },
    experiment: [
      ...flags.map((flag) => `# --set ${flag.replaceAll(/\s+/g, " ")}\n`),
      writeYaml(plainOf(document.tree) as object),
    ].join(""),
    ...{ method: sweep.method, metric: sweep.metric, metricAt: at(["metric", "name"]), goalAt: at(["metric", "goal"]) },
    ...{ parameters: parameters.map(({ name }) => name), repeats, cap: sweep.run_cap, lag: sweep.lag },
    ...(early && { early }),
    ...(!definition.learns && { trials: mapped(() => allOf(search(), fail).flatMap(trialsOf)) }),
    ...{ search, trialsOf },
  };
}

/** Whether one of two paths lies within the other. */
const isWithin = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

/** All settings of a search that waits for nothing. */
function allOf(search: Search, fail: (path: readonly string[], rule: string, hint?: string) => SpecError) {
  const nothing = { setting: {}, loss: null };
  while (search.next(() => nothing) === "found") {
    if (search.settings.length <= MAX_SETTINGS) continue;
    throw fail(["parameters"], `the grid has more than ${MAX_SETTINGS} settings`, "set run_cap");
  }
  if (search.settings.length === 0) throw fail(["exclude"], "every setting is excluded", "leave some");
  return search.settings;
}

function earlyOf({ early_terminate }: SweepFile): EarlyStopping | undefined {
  if (!early_terminate) return undefined;
  const { type, ...options } = early_terminate;
  const { build }: EarlyStoppingDefinition = earlyStopping[type];
  return build(options as never); // the schema has checked them
}

/** The spec that the trials start from. An inline one is shown, as the file given, in a YAML of its own. */
function baseOf(tree: Tree, { experiment }: SweepFile, file: string): SpecDocument {
  const inline = nearest(tree, ["experiment"]).tree;
  if (typeof experiment !== "string") return { tree: inline, file, source: writeYaml(experiment) };
  const path = isAbsolute(experiment) ? experiment : join(dirname(file), experiment);
  return readSpec(path, locationOf(inline.spot));
}
