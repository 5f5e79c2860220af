export { type Choice, editorChoice, words } from "./choice.ts";
export { editorOptions } from "./option.ts";
export { snippet, tabStop } from "./snippet.ts";
export { editorSchema } from "./spec.ts";
