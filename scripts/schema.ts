// pnpm run schema: writes the JSON Schemas of specs and sweeps to experiments/, where the specs' first lines name them.
import { writeFileSync } from "node:fs";
import { schemaTexts } from "../packages/runner/src/sweep/published-schemas.ts";
import { wordsOf } from "./arguments.ts";

wordsOf(`Usage: pnpm run schema

Writes the JSON Schemas by which an editor completes specs and sweeps: experiments/*.schema.json.
`);
const folder = new URL("../experiments/", import.meta.url);
for (const [name, text] of Object.entries(schemaTexts())) {
  writeFileSync(new URL(name, folder), text);
  console.log(`experiments/${name}`);
}
