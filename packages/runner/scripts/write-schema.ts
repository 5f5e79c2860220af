/** Writes the JSON Schemas of specs and sweeps to experiments/, where the specs' first lines name them. */
import { writeFileSync } from "node:fs";
import { schemaTexts } from "../src/sweep/published-schemas.ts";

const folder = new URL("../../../experiments/", import.meta.url);
for (const [name, text] of Object.entries(schemaTexts())) {
  writeFileSync(new URL(name, folder), text);
  console.log(`experiments/${name}`);
}
