// pnpm run kernels: builds what is not up to date.
import { wordsOf } from "./arguments.ts";

wordsOf(`Usage: pnpm run kernels

Builds the WebAssembly kernels unless they are up to date. Every other command does so by itself.
`);
await import("./build.ts");
