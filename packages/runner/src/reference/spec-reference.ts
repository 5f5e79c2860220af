import { type JsonSchema, type Registries, specSchema } from "@assay/experiment";
import { registries as shipped } from "@assay/training";
import { documentOf, type Section, yaml } from "./markdown.ts";
import { optionsTable } from "./options.ts";
import { partSections } from "./parts.ts";
import { sweepSections } from "./sweeps.ts";

const INTRODUCTION = [
  "Every key of a spec and of a sweep, and every part that a spec can name, as their schemas have them: `pnpm run schema` writes this page. Names, meanings and defaults are PyTorch's unless it says otherwise.",
  "A part is a map with a `type` and its options. One whose options may all be left out may be written as its type alone: `relu` for `{ type: relu }`.",
];

const EXAMPLE = `name: first
data: { validation: 5000 }
architecture:
  - flatten
  - { type: linear, out_features: 128 }
  - relu
  - { type: linear, out_features: 10 }
optimizer: { type: adam, lr: 0.001 }
training: { epochs: 5, batch_size: 64 }`;

/** docs/spec.md, from the schemas of specs, sweeps and parts. */
export function specReference(registries: Registries = shipped): string {
  return documentOf("The spec reference", INTRODUCTION, [
    specSection(specSchema(registries)),
    ...partSections(registries),
    ...sweepSections(),
  ]);
}

/** The keys of a spec; a section with keys of its own has a table of its own. */
function specSection({ properties = {}, required = [] }: JsonSchema): Section {
  const sections = Object.entries(properties).filter(([, { properties: keys }]) => keys);
  const keys = Object.entries(properties).map(([key, { properties: _, ...schema }]) => [key, schema]);
  return {
    title: "A spec",
    body: [yaml(EXAMPLE), ...optionsTable({ properties: Object.fromEntries(keys), required }, "key")],
    sections: sections.map(([title, schema]) => ({
      title,
      body: [schema.description ?? "", ...optionsTable(schema, "key")],
    })),
  };
}
