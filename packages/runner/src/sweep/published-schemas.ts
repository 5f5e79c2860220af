import { editorSchema } from "@assay/experiment/editor";
import { sweepEditorSchema } from "@assay/sweeps/editor";
import { registries } from "@assay/training";

/** The schemas that editors complete specs and sweeps by: file name in `experiments/` → text. */
export function schemaTexts(): Readonly<Record<string, string>> {
  return {
    "experiment.schema.json": textOf(editorSchema(registries)),
    "sweep.schema.json": textOf(sweepEditorSchema(registries)),
  };
}

const textOf = (schema: object): string => `${JSON.stringify(schema, undefined, 2)}\n`;
