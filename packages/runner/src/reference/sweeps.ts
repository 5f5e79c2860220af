import { type JsonSchema, writeInline } from "@assay/experiment";
import { distributions, earlyStopping, methods, sweepSchema } from "@assay/sweeps";
import { cell, code, type Section, table, yaml } from "./markdown.ts";
import { optionsTable, sharedOptions, without } from "./options.ts";

type Registry = Readonly<Record<string, { readonly schema: JsonSchema }>>;

const EXAMPLE = `experiment: ../cnn-adam.yaml # or the spec itself
method: sobol
run_cap: 20
parameters:
  optimizer.lr: { distribution: log_uniform, min: 0.0001, max: 0.01 }
  training.batch_size: { values: [32, 64, 128] }
repeats: { seeds: [1, 2, 3] }
early_terminate: { type: asha }`;

/** What a sweep may say. */
export function sweepSections(): Section[] {
  const { properties = {}, required = [] } = sweepSchema();
  // Their keys stand in sections of their own.
  const { parameters, early_terminate, ...others } = properties;
  const asOne = ({ description = "" }: JsonSchema = {}): JsonSchema => ({ type: "object", description });
  const keys = { ...others, parameters: asOne(parameters), early_terminate: asOne(early_terminate) };
  return [
    {
      title: "A sweep",
      body: [
        "Many trials of one spec: `pnpm run sweep SWEEP`.",
        yaml(EXAMPLE),
        ...optionsTable({ properties: keys, required }, "key"),
      ],
    },
    {
      title: "Methods",
      body: [
        "What `method` may be.",
        table(
          ["method", "what it tries"],
          Object.entries(methods).map(([name, { description }]) => [code(name), cell(description)]),
        ),
      ],
    },
    {
      title: "Distributions",
      body: [
        "What an entry of `parameters` is: `values: [...]` alone, or a `distribution` with its options; either may have a condition, `when`.",
      ],
      sections: sectionsOf(distributions, (of) => `optimizer.lr: ${of}`, "distribution"),
    },
    {
      title: "Early stopping",
      body: ["What `early_terminate` may be.", ...optionsTable({ properties: sharedRules })],
      sections: sectionsOf(earlyStopping, (rule) => `early_terminate: ${rule}`, "type", sharedRules),
    },
  ];
}

const sharedRules = sharedOptions(Object.values(earlyStopping).map(({ schema }) => schema));

const sectionsOf = (registry: Registry, around: (text: string) => string, key: string, shared = {}): Section[] =>
  Object.entries(registry).map(([title, { schema }]) => ({
    title,
    body: [
      schema.description ?? "",
      ...(schema.examples ?? []).map((options) => yaml(around(writeInline({ [key]: title, ...(options as object) })))),
      ...optionsTable(without(schema, shared)),
    ],
  }));
