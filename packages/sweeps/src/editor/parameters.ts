import type { JsonSchema } from "@assay/experiment";
import { editorOptions, tabStop } from "@assay/experiment/editor";
import type { Axis } from "./axes.ts";

const PARAMETER = { $ref: "#/definitions/parameter" };

/** The keys under `parameters:`. Of a path through a list an editor offers the first place, and knows the others. */
export function parametersOf(axes: readonly Axis[]): JsonSchema {
  const [named, placed] = [axes.filter((axis) => !isPlaced(axis)), axes.filter(isPlaced)];
  return {
    properties: Object.fromEntries(named.map((axis) => [axis.path.join("."), parameterAt(axis)])),
    patternProperties: Object.fromEntries(placed.map((axis) => [patternOf(axis), parameterAt(axis)])),
    additionalProperties: PARAMETER,
    defaultSnippets: placed.map(({ path, schema }) => ({
      label: path.join("."),
      description: schema.description,
      body: { [path.map((key) => (key === "0" ? tabStop(1, key) : key)).join(".")]: { values: `[${tabStop(2)}]` } },
    })),
  };
}

/** The values that some paths have at the same time: of a condition, or of what is excluded. */
export function settingOf(axes: readonly Axis[]): JsonSchema {
  const named = axes.filter((axis) => !isPlaced(axis));
  const properties = editorOptions(Object.fromEntries(named.map(({ path, schema }) => [path.join("."), schema])));
  // Apart from the type: with the name of the map, an editor would insert all that have a default.
  return { type: "object", minProperties: 1, allOf: [{ properties }] };
}

const isPlaced = ({ path }: Axis): boolean => path.includes("0");

/** A path at any place, of layers inside layers as well. */
const patternOf = ({ path: [list, , ...keys] }: Axis): string =>
  `^${list}\\.(.*\\.)?\\d+${keys.map((key) => `\\.${key}`).join("")}$`;

/** How the value at a path varies; its values complete where they are words. */
function parameterAt({ schema }: Axis): JsonSchema {
  const { description = "" } = schema;
  if (!isWord(schema)) return { ...PARAMETER, description };
  return { description, anyOf: [PARAMETER], allOf: [{ properties: { values: { items: schema } } }] };
}

const isWord = ({ enum: list, const: word, type, $ref, anyOf, oneOf }: JsonSchema): boolean =>
  list !== undefined ||
  word !== undefined ||
  type === "boolean" ||
  $ref !== undefined ||
  !!(anyOf ?? oneOf)?.some(isWord);
