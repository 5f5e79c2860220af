export { sweepEditorSchema } from "./sweep.ts";
