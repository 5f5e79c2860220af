// pnpm run parity: writes docs/parity.md from what scripts/parity knows of PyTorch, from the fixtures and from the tolerances of the tests.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { wordsOf } from "./arguments.ts";
import { parityDocument } from "./parity/document.ts";

wordsOf(`Usage: pnpm run parity

Writes docs/parity.md: what each part is called in PyTorch, what it is checked against, and where it differs.
`);
const file = new URL("../docs/parity.md", import.meta.url);
writeFileSync(file, parityDocument());
execFileSync("biome", ["format", "--write", fileURLToPath(file)]); // which aligns the tables' columns
console.log("docs/parity.md");
