import { dirname, isAbsolute, join } from "node:path";
import {
  compileSchema,
  createFileOrigin,
  createGuide,
  explain,
  locationOf,
  nearest,
  parseYaml,
  plainOf,
  readSource,
  readSpec,
  type SpecDocument,
  SpecError,
  type SpecLoader,
  type Tree,
  writeYaml,
} from "@assay/experiment";
import { shippedLoader } from "@assay/training/checking";
import { expandGrid } from "./grid.ts";
import { sweepSchema } from "./schema.ts";
import type { Sweep, SweepMetric } from "./types.ts";

const PART = "runner/sweep";
const NO_PARTS = {
  layers: {},
  losses: {},
  metrics: {},
  initializers: {},
  optimizers: {},
  schedules: {},
  datasets: {},
  augmentations: {},
};
const HINTS = { spec: "experiment", base: "experiment", program: "experiment", search: "method", params: "parameters" };

/** The keys of a sweep that its schema has accepted, defaults filled in. */
interface SweepFile {
  readonly experiment: string | object;
  readonly method: "grid";
  readonly metric: SweepMetric;
  readonly run_cap?: number;
}

/**
 * Reads a sweep and validates every trial of it before the first one could run.
 * @param loader what turns each trial into a spec; everything that Assay ships by default
 * @throws SpecError, placed in the sweep file where the value comes from there, else in the spec that it names
 */
export function loadSweep(file: string, loader: SpecLoader = shippedLoader()): Sweep {
  const source = readSource(file);
  const tree = parseYaml(createFileOrigin(file, source));
  const fail = (path: readonly string[], rule: string, hint?: string) =>
    new SpecError(PART, rule, locationOf(nearest(tree, path).tree.spot), hint);

  const metricName = nearest(tree, ["metric", "name"]);
  if (metricName.found && /^test(?![a-z])/i.test(String(metricName.tree.value))) {
    const rule = "metric.name must be of the validation split: the test split never chooses, it only reports";
    throw fail(["metric", "name"], rule, 'write "validation.accuracy"');
  }
  const sweep = validateSweep(tree);
  const document = baseOf(tree, sweep, file);
  const parameters = nearest(tree, ["parameters"]).tree;
  const { total, trials } = expandGrid({
    parameters,
    seeds: nearest(tree, ["repeats", "seeds"]),
    cap: sweep.run_cap,
    resolve: (overrides) => loader.resolve(document, overrides),
  });
  const blind = trials.find(({ loaded }) => loaded.spec.data.validation === 0);
  if (blind) {
    const rule = `metric ${sweep.metric.name} needs examples held out, trial ${blind.index} has data.validation 0`;
    throw fail(["metric", "name"], rule, "set data.validation in the experiment");
  }
  const paths = Object.keys(plainOf(parameters) as object);
  const metricAt = locationOf(metricName.tree.spot);
  return { file, source, method: sweep.method, metric: sweep.metric, metricAt, parameters: paths, trials, total };
}

function validateSweep(tree: Tree): SweepFile {
  const schema = sweepSchema();
  const validate = compileSchema(schema);
  const data = plainOf(tree);
  if (!validate(data)) {
    const rules = { speaker: PART, guide: createGuide(schema), registries: NO_PARTS, hints: HINTS };
    throw explain(validate.errors ?? [], tree, rules);
  }
  return data as SweepFile;
}

/** The spec that the trials start from. An inline one is shown, as the file given, in a YAML of its own. */
function baseOf(tree: Tree, { experiment }: SweepFile, file: string): SpecDocument {
  const inline = nearest(tree, ["experiment"]).tree;
  if (typeof experiment !== "string") return { tree: inline, file, source: writeYaml(experiment) };
  const path = isAbsolute(experiment) ? experiment : join(dirname(file), experiment);
  return readSpec(path, locationOf(inline.spot));
}
