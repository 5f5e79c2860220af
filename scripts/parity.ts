// pnpm run parity: writes docs/parity.md from what scripts/parity knows of PyTorch, from the fixtures and from the tolerances of the tests.
import { wordsOf } from "./arguments.ts";
import { parityDocument } from "./parity/document.ts";
import { writeDocument } from "./write-document.ts";

wordsOf(`Usage: pnpm run parity

Writes docs/parity.md: what each part is called in PyTorch, what it is checked against, and where it differs.
`);
writeDocument("parity.md", parityDocument());
