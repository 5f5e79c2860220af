import { editorSchema } from "@assay/experiment/editor";
import { sweepSchema } from "@assay/sweeps";
import { registries } from "@assay/training";

/** The schemas that editors complete specs and sweeps by: file name in `experiments/` → text. */
export function schemaTexts(): Readonly<Record<string, string>> {
  const spec = editorSchema(registries);
  return { "experiment.schema.json": textOf(spec), "sweep.schema.json": textOf(sweepSchema(spec)) };
}

const textOf = (schema: object): string => `${JSON.stringify(schema, undefined, 2)}\n`;
