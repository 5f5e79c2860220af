// node scripts/example-tables.ts: writes the tables that the specs in experiments/examples/tables are about.
import { writeFileSync } from "node:fs";
import { flowersCsv } from "./example-tables/flowers.ts";
import { housesCsv } from "./example-tables/houses.ts";

for (const [name, text] of Object.entries({ "flowers.csv": flowersCsv(), "houses.csv": housesCsv() })) {
  writeFileSync(new URL(`../experiments/examples/tables/${name}`, import.meta.url), text);
}
