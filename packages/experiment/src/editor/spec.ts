import type { JsonSchema } from "../json-schema.ts";
import { KINDS, type Kind, type Registries } from "../parts.ts";
import { specSchema } from "../schema.ts";
import { editorChoice } from "./choice.ts";
import { editorOptions } from "./option.ts";
import { snippet } from "./snippet.ts";

/**
 * The JSON Schema (draft-07) of a spec as it may be written, bare words included, for completion in editors. It allows what
 * `specSchema` allows.
 */
export function editorSchema(registries: Registries): JsonSchema {
  const { required, properties = {}, definitions, ...rest } = specSchema(registries);
  return {
    ...rest,
    definitions: { ...definitions, ...editorKinds(registries) },
    // Apart from `properties`: beside them, editors offer what is required as a snippet of their own making.
    allOf: [{ required: required ?? [] }],
    properties: editorOptions(properties),
    defaultSnippets: [SKELETON],
  };
}

/** A definition for each kind of part. */
const editorKinds = (registries: Registries) =>
  Object.fromEntries(
    (Object.keys(KINDS) as Kind[]).map((kind) => {
      const parts = Object.entries(registries[KINDS[kind].registry]).map(([name, part]) => {
        const schema = part.schema as JsonSchema;
        return { name, schema, isBare: (schema.required ?? []).length === 0 };
      });
      return [kind, editorChoice(parts)];
    }),
  );

/** What an editor inserts for a whole spec. */
const SKELETON = snippet("experiment", "A whole spec for MNIST: a network, an optimizer and how long it trains.", {
  name: "first",
  architecture: ["flatten", { type: "linear", out_features: 128 }, "relu", { type: "linear", out_features: 10 }],
  optimizer: { type: "adam", lr: 0.001 },
  training: { epochs: 5, batch_size: 64 },
});
