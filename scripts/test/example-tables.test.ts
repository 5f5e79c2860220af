import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { flowersCsv } from "../example-tables/flowers.ts";
import { housesCsv } from "../example-tables/houses.ts";

test.each([
  ["flowers.csv", flowersCsv],
  ["houses.csv", housesCsv],
])("%s is what its script writes (node scripts/example-tables.ts)", (name, make) => {
  expect(readFileSync(new URL(`../../experiments/examples/tables/${name}`, import.meta.url), "utf8")).toBe(make());
});
