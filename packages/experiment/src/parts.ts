import type { JsonSchema } from "./json-schema.ts";
import { plain } from "./suggest.ts";

/** What the spec needs to know of a part: its options' schema, and what other libraries call them. */
export interface PartDefinition {
  /**
   * JSON Schema of the options, `type` left out. Its `description` says in a sentence or two what the part does, its
   * `examples` are options as a spec may have them: what editors show and the reference prints.
   */
  readonly schema: object;
  /** Keys that other libraries use: { filters: "out_channels" }. */
  readonly hints?: Readonly<Record<string, string>>;
  /** What other libraries call this part: an unknown type of this name is answered with it. */
  readonly aliases?: readonly string[];
  /** Of a loss: layers that it computes itself. */
  readonly contains?: readonly string[];
}

export type Registry = Readonly<Record<string, PartDefinition>>;

/** Every part that a spec can name, by its YAML `type`. */
export interface Registries {
  readonly layers: Registry;
  readonly losses: Registry;
  readonly metrics: Registry;
  readonly initializers: Registry;
  readonly optimizers: Registry;
  readonly schedules: Registry;
  readonly datasets: Registry;
  readonly augmentations: Registry;
}

/** What a location in a spec can hold; the key is the name of its schema, `#/definitions/<kind>`. */
export const KINDS = {
  layer: { registry: "layers", package: "layers" },
  loss: { registry: "losses", package: "layers" },
  metric: { registry: "metrics", package: "layers" },
  initializer: { registry: "initializers", package: "layers" },
  optimizer: { registry: "optimizers", package: "optimizers" },
  schedule: { registry: "schedules", package: "optimizers" },
  dataset: { registry: "datasets", package: "data" },
  augmentation: { registry: "augmentations", package: "data" },
} as const satisfies Record<string, { readonly registry: keyof Registries; readonly package: string }>;

export type Kind = keyof typeof KINDS;

/** The definition of a part; undefined where nothing of that type is registered. */
export function definitionOf(registries: Registries, kind: Kind, type: unknown): PartDefinition | undefined {
  const registry = registries[KINDS[kind].registry];
  return typeof type === "string" && Object.hasOwn(registry, type) ? registry[type] : undefined;
}

/** The options of a part in examples; those that go without saying where it needs none. */
export function examplesOf({ schema }: PartDefinition): readonly Readonly<Record<string, unknown>>[] {
  const { examples, required = [] } = schema as JsonSchema;
  const options = examples ?? (required.length === 0 ? [{}] : []);
  return options as readonly Readonly<Record<string, unknown>>[];
}

/** The type that another library calls `name`; undefined where no part of this kind says so. */
export function typeOfAlias(registries: Registries, kind: Kind, name: string): string | undefined {
  const wanted = plain(name);
  const found = Object.entries(registries[KINDS[kind].registry]).find(([, { aliases = [] }]) =>
    aliases.some((alias) => plain(alias) === wanted),
  );
  return found?.[0];
}
