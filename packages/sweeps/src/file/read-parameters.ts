import {
  canonicalJson,
  childOf,
  isList,
  isMap,
  type JsonSchema,
  locationOf,
  nearest,
  type Override,
  parsePath,
  plainOf,
  SpecError,
  type Tree,
  treeOf,
} from "@assay/experiment";
import type { Distribution } from "../distributions/contract.ts";
import { OptionError } from "../distributions/option-error.ts";
import { distributionNamed, distributions } from "../distributions/registry.ts";
import type { Parameter, Setting } from "../space.ts";

const PART = "sweeps/parameters";

/** What varies, and how a setting of it becomes overrides of a spec. */
export interface ReadParameters {
  readonly parameters: readonly Parameter[];
  /** One an entry of a setting; a value that stands in the file has its location. */
  readonly overridesOf: (setting: Setting) => Override[];
}

/**
 * Reads `parameters:`, valid by the sweep's schema.
 * @throws SpecError for an axis inside another one, for options that do not go together, and for a condition on what comes later
 */
export function readParameters(tree: Tree | undefined): ReadParameters {
  const entries = tree && isMap(tree.value) ? [...tree.value] : [];
  const names = entries.map(([name]) => name);
  const written = new Map<string, Tree>();
  const parameters = entries.map(([name, parameter], index): Parameter => {
    const fail = (rule: string, hint?: string, at: Tree = parameter) =>
      new SpecError(PART, rule, locationOf(at.key ?? at.spot), hint);
    parsePath(name, parameter.key ?? parameter.spot);
    const outer = names.find((other) => name.startsWith(`${other}.`));
    if (outer !== undefined) {
      throw fail(`${name} lies inside ${outer}, which varies as a whole`, `write it into the values of ${outer}`);
    }
    const {
      distribution = "choice",
      when,
      ...options
    } = plainOf(parameter) as {
      distribution?: string;
      when?: Setting;
    };
    const later = Object.keys(when ?? {}).find((path) =>
      names.slice(index).some((other) => other === path || path.startsWith(`${other}.`)),
    );
    if (later !== undefined) {
      throw fail(`${name} depends on ${later}, which does not stand above it`, undefined, childOf(parameter, "when"));
    }
    const values = childOf(parameter, "values");
    if (values && isList(values.value)) {
      for (const value of values.value) written.set(`${name}=${canonicalJson(plainOf(value))}`, value);
    }
    const built = build(name, distribution, options, (rule, hint, option) =>
      fail(rule, hint, (option === undefined ? undefined : childOf(parameter, option)) ?? parameter),
    );
    return { name, distribution: built, ...(when && { when }) };
  });
  const spots = new Map(entries.map(([name, parameter]) => [name, parameter.key ?? parameter.spot]));
  return {
    parameters,
    overridesOf: (setting) =>
      Object.entries(setting).map(([name, value]) => {
        const spot = spots.get(name);
        if (!spot) throw new Error(`[${PART}] a setting with ${name}, which does not vary`);
        const own = written.get(`${name}=${canonicalJson(value)}`);
        return { path: parsePath(name, spot), spot, value: own ?? treeOf(value, spot) };
      }),
  };
}

/** The tree of `parameters:` of a sweep without the seed, which settings are repeated over; undefined where there is none. */
export function withoutSeed(sweep: Tree): Tree | undefined {
  const { tree, found } = nearest(sweep, ["parameters"]);
  if (!found || !isMap(tree.value)) return undefined;
  return { ...tree, value: new Map([...tree.value].filter(([name]) => name !== "seed")) };
}

function build(
  name: string,
  kind: string,
  options: object,
  fail: (rule: string, hint?: string, option?: string) => SpecError,
): Distribution {
  const definition = distributionNamed(kind);
  if (!definition) throw new Error(`[${PART}] no distribution ${kind}`);
  const { required = [], properties = {} } = definition.schema;
  const own = Object.keys(properties);
  const strange = Object.keys(options).find((option) => !own.includes(option));
  if (strange !== undefined) {
    const hint = `its options are ${own.join(", ")}`;
    const rule = kind === "choice" ? `values and ${strange} do not go together` : `${kind} has no ${strange}`;
    throw fail(kind === "choice" && !("values" in options) ? missing(name) : rule, hint, strange);
  }
  const absent = required.find((option) => !(option in options));
  if (absent !== undefined) {
    throw fail(kind === "choice" ? missing(name) : `${kind} needs ${absent}`, `its options are ${own.join(", ")}`);
  }
  for (const [option, value] of Object.entries(options)) {
    const rule = ruleOf(properties[option] ?? {}, value);
    if (rule !== undefined)
      throw fail(`${option} of ${kind} must be ${rule}, got ${JSON.stringify(value)}`, undefined, option);
  }
  try {
    return definition.build(options);
  } catch (error) {
    if (error instanceof OptionError) throw fail(error.message, error.hint, error.option);
    throw error;
  }
}

/** What a number must be that is not; undefined where it is. The sweep's own schema knows only that it is one. */
function ruleOf({ type, exclusiveMinimum }: JsonSchema, value: unknown): string | undefined {
  if (typeof value !== "number") return undefined;
  if (type === "integer" && !Number.isInteger(value)) return "a whole number";
  return typeof exclusiveMinimum === "number" && value <= exclusiveMinimum ? `above ${exclusiveMinimum}` : undefined;
}

const missing = (name: string): string =>
  `${name} must have values: [...], or a distribution (${Object.keys(distributions).join(", ")})`;
