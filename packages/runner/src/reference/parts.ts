import {
  examplesOf,
  type JsonSchema,
  KINDS,
  type Kind,
  type Registries,
  writeInline,
  writeYaml,
} from "@assay/experiment";
import { type Section, yaml } from "./markdown.ts";
import { optionsTable, sharedOptions, without } from "./options.ts";

interface Place {
  readonly title: string;
  readonly about: string;
  /** What stands around a part of this kind in a spec. */
  readonly around: (part: unknown) => unknown;
}

const PLACES: Readonly<Record<Kind, Place>> = {
  layer: {
    title: "Layers",
    about: "The entries of `architecture`, from the input to the output. The size of a layer's input is inferred.",
    around: (part) => [part],
  },
  loss: { title: "Losses", about: "What `loss` may be.", around: (loss) => ({ loss }) },
  metric: {
    title: "Metrics",
    about: "The entries of `metrics`. The loss is always measured.",
    around: (part) => ({ metrics: [part] }),
  },
  initializer: {
    title: "Initializers",
    about: "How weights start: `init` and `bias_init` of a layer.",
    around: (init) => ({ init }),
  },
  optimizer: { title: "Optimizers", about: "What `optimizer` may be.", around: (optimizer) => ({ optimizer }) },
  schedule: {
    title: "Schedules",
    about: "What `lr_schedule` may be: the learning rate of each step. Times are epochs.",
    around: (lr_schedule) => ({ lr_schedule }),
  },
  dataset: {
    title: "Datasets",
    about: "What `data.dataset` may be. Paths are relative to the spec's file; [data.md](data.md) has a spec for each.",
    around: (dataset) => ({ data: { dataset } }),
  },
  augmentation: {
    title: "Augmentations",
    about: "The entries of `augmentation`: random changes of each training example, drawn again in each step.",
    around: (part) => ({ augmentation: [part] }),
  },
};

/** A section for each kind of part, with one for each part. */
export const partSections = (registries: Registries): Section[] =>
  (Object.keys(KINDS) as Kind[]).map((kind) => {
    const { title, about, around } = PLACES[kind];
    const parts = Object.entries(registries[KINDS[kind].registry]).map(([type, part]) => ({
      type,
      schema: part.schema as JsonSchema,
      aliases: part.aliases ?? [],
      examples: examplesOf(part).map((options) => blockOf(around({ type, ...options }))),
    }));
    const shared = sharedOptions(parts.map(({ schema }) => schema));
    const everyOne = optionsTable({ properties: shared });
    return {
      title,
      body: [about, ...(everyOne.length > 0 ? ["Each of them has these options:", ...everyOne] : [])],
      sections: parts.map(({ type, schema, aliases, examples }) => ({
        title: type,
        body: [
          `${schema.description}${aliases.length > 0 ? ` Other names: ${aliases.join(", ")}.` : ""}`,
          ...examples.map(yaml),
          ...optionsTable(without(schema, shared)),
        ],
      })),
    };
  });

/** On one line, as specs have parts; a part that holds others, on several. */
function blockOf(value: unknown): string {
  const isList = Array.isArray(value);
  const [key = "", part] = Object.entries(value as object)[0] ?? [];
  const line = `${isList ? "-" : `${key}:`} ${writeInline(part)}`;
  return line.length <= 110 ? line : writeYaml(value).trimEnd();
}
