import { InputError, MAX_ARENA_BYTES, stream } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { Column, Dataset, DatasetDefinition, DatasetDescription, Split, Target } from "../contract.ts";
import { sha256 } from "../hash.ts";
import { labelColumn } from "../label-column.ts";
import { blobs } from "../synthetic/blobs.ts";
import type { Settings, SyntheticKind } from "../synthetic/kind.ts";
import { moons } from "../synthetic/moons.ts";
import { regression } from "../synthetic/regression.ts";
import { spirals } from "../synthetic/spirals.ts";
import { xor } from "../synthetic/xor.ts";
import { noTest, splitOffTest } from "../test-fraction.ts";

const PART = "data/synthetic";
const KINDS: Readonly<Record<Options["kind"], SyntheticKind>> = { blobs, moons, spirals, xor, regression };

const schema = {
  type: "object",
  description: "Points drawn from a formula: problems that are small, known, and need no files.",
  examples: [{ kind: "moons", noise: 0.1 }],
  required: ["kind"],
  additionalProperties: false,
  properties: {
    kind: {
      enum: ["blobs", "moons", "spirals", "xor", "regression"],
      description:
        "What the points look like: blobs, moons and regression as in scikit-learn, spirals and xor as in the TensorFlow playground.",
    },
    examples: {
      type: "integer",
      minimum: 2,
      maximum: 100_000_000,
      default: 1000,
      description: "Points, those of the test split included.",
    },
    test: {
      type: "number",
      minimum: 0,
      exclusiveMaximum: 1,
      default: 0.2,
      description:
        "Share of the points that becomes the test split, the same whatever the run's seed; 0: there is none.",
    },
    noise: {
      type: "number",
      minimum: 0,
      maximum: 1_000_000,
      description: "Deviation of the noise. Default: 1 for blobs, 0 for the others.",
    },
    classes: {
      type: "integer",
      minimum: 2,
      maximum: 65_536,
      description: "Classes of blobs and spirals. Default: 3 for blobs, 2 for spirals.",
    },
    features: {
      type: "integer",
      minimum: 1,
      maximum: 100_000,
      description: "Numbers in an input, for blobs and regression; the others have 2. Default: 2.",
    },
    seed: {
      type: "integer",
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 0,
      description: "The seed of the data: runs with other seeds of their own see the same points.",
    },
  },
} as const;
type Options = FromSchema<typeof schema>;

/** The settings of a kind. @throws InputError for an option that does not apply, or that does not go with another */
function settingsOf({ kind, examples, ...options }: Options): Settings {
  const { defaults } = KINDS[kind];
  for (const option of ["classes", "features"] as const) {
    if (options[option] === undefined || option in defaults) continue;
    const kinds = Object.entries(KINDS).flatMap(([name, other]) => (option in other.defaults ? [name] : []));
    throw new InputError(PART, `${option} does not apply to ${kind}`, [option], `it applies to ${kinds.join(" and ")}`);
  }
  const { noise = defaults.noise, classes = defaults.classes ?? 2, features = defaults.features ?? 2 } = options;
  if (KINDS[kind].target === "class" && examples < classes) {
    throw new InputError(PART, `examples must be at least the ${classes} classes, got ${examples}`, ["examples"]);
  }
  // The centers of blobs are f64.
  const most = Math.max(4 * examples, kind === "blobs" ? 8 * classes : 0);
  if (most * features > MAX_ARENA_BYTES) {
    const rule = `${examples} examples of ${features} features in ${classes} classes must fit into 4 GiB`;
    throw new InputError(PART, rule, ["features"], "make fewer of them");
  }
  return { examples, noise, classes, features };
}

interface Made {
  readonly dataset: Dataset;
  readonly target: Target;
}

/** What was made last: a run describes, identifies and loads the same points. */
let last: { readonly key: string; readonly made: Made } | undefined;

function read(options: Options): Made {
  const key = JSON.stringify(options);
  if (last?.key !== key) last = { key, made: make(options) };
  return last.made;
}

function make(options: Options): Made {
  const { kind, seed, test } = options;
  const settings = settingsOf(options);
  const { examples, classes, features } = settings;
  const points = KINDS[kind].draw(settings, stream(seed, `synthetic/${kind}`));
  const target: Target = KINDS[kind].target === "class" ? { kind: "class", classes } : { kind: "values", size: 1 };
  const whole: Split = {
    count: examples,
    inputs: { dtype: "f32", shape: [features], values: points.inputs },
    targets:
      target.kind === "class"
        ? labelColumn(points.targets, target.classes)
        : { dtype: "f32", shape: [1], values: points.targets },
  };
  const parts = test === 0 ? { train: whole, test: noTest(whole) } : splitOffTest(whole, target, test);
  return { dataset: { name: "synthetic", ...parts }, target };
}

const digestOf = ({ values }: Column): string =>
  sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));

/** The kinds are in `synthetic/`. */
export const synthetic = {
  schema,
  hints: {
    n_samples: "examples",
    samples: "examples",
    n_features: "features",
    n_classes: "classes",
    centers: "classes",
    cluster_std: "noise",
    random_state: "seed",
    test_size: "test",
  },
  aliases: [
    "toy",
    "blobs",
    "make_blobs",
    "moons",
    "make_moons",
    "spiral",
    "spirals",
    "xor",
    "regression",
    "make_regression",
  ],
  describe(options: Options): DatasetDescription {
    const { dataset, target } = read(options);
    const { train, test } = dataset;
    return { shape: train.inputs.shape, dtype: "f32", target, train: train.count, test: test.count };
  },
  /** Of the points: a formula that changes is other data. */
  fingerprint(options: Options): string {
    const { train, test } = read(options).dataset;
    return sha256([train.inputs, train.targets, test.inputs, test.targets].map(digestOf).join("\n"));
  },
  load: (options: Options): Dataset => read(options).dataset,
} as const satisfies DatasetDefinition<Options>;
