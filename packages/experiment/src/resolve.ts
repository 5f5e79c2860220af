import { absolutePaths } from "./absolute-paths.ts";
import { checkLength, checkSize } from "./check-size.ts";
import { explain } from "./explain.ts";
import { createGuide } from "./guide.ts";
import { TOP_HINTS } from "./hints.ts";
import { deepFreeze, hashOf } from "./identity.ts";
import { layerInLoss } from "./layer-hints.ts";
import { applyOverride, type Override, parseOverride } from "./overrides.ts";
import { parseYaml } from "./parse.ts";
import type { Registries } from "./parts.ts";
import { specSchema } from "./schema.ts";
import { createFileOrigin, createFlagOrigin, locationOf, readSource } from "./source.ts";
import { SPEC_VERSION } from "./spec-version.ts";
import { nearest, plainOf, type Tree, treeOf } from "./tree.ts";
import type { ExperimentSpec, LoadedSpec, LoadOptions, Location } from "./types.ts";
import { vagueFractions } from "./vague-fractions.ts";
import { compileSchema } from "./validate.ts";
import { withoutDefaults } from "./without-defaults.ts";
import { writeYaml } from "./write-yaml.ts";

/** A spec as parsed: its values with their locations. */
export interface SpecDocument {
  readonly tree: Tree;
  readonly file: string;
  readonly source: string;
}

/** Turns files into specs, for one set of registries. */
export interface SpecLoader {
  /** Reads, overrides, validates and resolves a file. @throws SpecError, the one most worth fixing first */
  readonly load: (file: string, options?: LoadOptions) => LoadedSpec;
  /** The same for a document already parsed, which is not changed. */
  readonly resolve: (document: SpecDocument, overrides: readonly Override[]) => LoadedSpec;
  /** A spec resolved by an earlier version, with today's defaults; what cannot be completed stays as it is. */
  readonly complete: (spec: PlainSpec) => PlainSpec;
}

/** A spec as plain data that nothing is known of. */
export type PlainSpec = Readonly<Record<string, unknown>>;

/**
 * Reads a spec file without judging it.
 * @param asked where the file is named, if not on the command line: the location of the error if it cannot be read
 * @throws SpecError for a file or a YAML text that is refused
 */
export function readSpec(file: string, asked?: Location): SpecDocument {
  const source = readSource(file, asked);
  return { tree: parseYaml(createFileOrigin(file, source)), file, source };
}

/**
 * A loader whose schema is assembled from the registries and compiled once.
 * @param compile what makes the schema a function
 * @param schema the schema of a whole spec
 */
export function createSpecLoader(
  registries: Registries,
  compile = compileSchema,
  schema = specSchema(registries),
): SpecLoader {
  const guide = createGuide(schema);
  const rules = { speaker: "experiment/spec", guide, registries, hints: TOP_HINTS };
  const validate = compile(schema);

  function resolve({ tree, file, source }: SpecDocument, overrides: readonly Override[]): LoadedSpec {
    const overridden = overrides.reduce((whole, override) => applyOverride(whole, override, guide), tree);
    const asked = guide.expand(overridden);
    const data = plainOf(asked);
    const more = [...vagueFractions(asked, rules), ...layerInLoss(asked, rules)];
    if (!validate(data) || more.length > 0) throw explain(validate.errors ?? [], asked, rules, more);
    const complete = absolutePaths(guide.arrange(treeOf(data, asked.spot)), asked, guide);
    checkSize(complete, asked);
    const spec = deepFreeze(plainOf(complete)) as ExperimentSpec;
    const resolved = writeYaml(spec);
    checkLength(resolved, asked);
    return {
      spec,
      file,
      source,
      resolved,
      hash: hashOf({ spec_version: SPEC_VERSION, spec: withoutDefaults(complete, guide) }),
      locate(path, what = "value") {
        const { tree: value, found } = nearest(asked, path);
        return locationOf(what === "key" && found && value.key ? value.key : value.spot);
      },
    };
  }

  function load(file: string, { set = [], folder, seed }: LoadOptions = {}): LoadedSpec {
    const overrides = set.map((flag) => parseOverride(flag, folder));
    if (seed !== undefined) overrides.push(seedOverride(seed));
    return resolve(readSpec(file), overrides);
  }

  function complete(spec: PlainSpec): PlainSpec {
    const spot = { origin: createFlagOrigin("", ""), offset: 0 };
    try {
      const data = plainOf(guide.expand(treeOf(spec, spot)));
      validate(data); // fills in what it can, whatever else it finds
      return plainOf(guide.arrange(treeOf(data, spot))) as PlainSpec;
    } catch {
      return spec; // no tree: it holds itself, or is too deep
    }
  }

  return { load, resolve, complete };
}

/** `--seed n` as an override. */
export function seedOverride(seed: number): Override {
  const spot = { origin: createFlagOrigin(`--seed ${seed}`, ""), offset: 0 };
  return { path: ["seed"], spot, value: treeOf(seed, spot) };
}
