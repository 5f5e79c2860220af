import { createFileOrigin, parseYaml, readSource, type Tree } from "@assay/experiment";
import type { SweepFile } from "./sweep-file.ts";
import { validateFile } from "./validate-file.ts";

/** The YAML of a file, its places kept. @throws SpecError */
export const treeOfFile = (file: string, source = readSource(file)): Tree => parseYaml(createFileOrigin(file, source));

/**
 * The keys of a sweep's file, defaults filled in.
 * @param source what stands in the file, where that was read already
 * @throws SpecError where it is no sweep
 */
export const readSweepFile = (file: string, source?: string): SweepFile => validateFile(treeOfFile(file, source));
