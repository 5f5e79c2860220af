// pnpm run schema: writes what follows from the parts' schemas: the JSON Schemas that the specs' first lines name, and docs/spec.md.
import { writeFileSync } from "node:fs";
import { specReference } from "../packages/runner/src/reference/spec-reference.ts";
import { schemaTexts } from "../packages/runner/src/sweep/published-schemas.ts";
import { wordsOf } from "./arguments.ts";

wordsOf(`Usage: pnpm run schema

Writes what follows from the schemas of all parts: the JSON Schemas by which an editor completes specs and sweeps,
experiments/*.schema.json, and the reference of everything that they may say, docs/spec.md.
`);
const schemas = Object.entries(schemaTexts()).map(([name, text]) => [`experiments/${name}`, text] as const);
for (const [path, text] of [...schemas, ["docs/spec.md", specReference()] as const]) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text);
  console.log(path);
}
