export { editorSchema } from "./spec.ts";
