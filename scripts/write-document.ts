import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Writes docs/NAME, formatted as `pnpm run format` would, and says so. */
export function writeDocument(name: string, text: string): void {
  const file = fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
  writeFileSync(file, text);
  execFileSync("biome", ["format", "--write", file]); // which aligns the tables' columns
  console.log(`docs/${name}`);
}
