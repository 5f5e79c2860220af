export { describe } from "./describe.ts";
export { SpecError } from "./error.ts";
export { explain } from "./explain.ts";
export { createGuide } from "./guide.ts";
export { canonicalJson, deepFreeze, hashOf } from "./identity.ts";
export type { JsonSchema } from "./json-schema.ts";
export { type Override, parseOverride, parsePath } from "./overrides.ts";
export { parseYaml } from "./parse.ts";
export { examplesOf, KINDS, type Kind, type PartDefinition, type Registries, type Registry } from "./parts.ts";
export { createSpecLoader, type PlainSpec, readSpec, type SpecDocument, type SpecLoader } from "./resolve.ts";
export { specSchema } from "./schema.ts";
export { createFileOrigin, locationOf, readSource } from "./source.ts";
export { nearestWord } from "./suggest.ts";
export { childOf, isList, isMap, nearest, plainOf, type Tree, treeOf } from "./tree.ts";
export type {
  CheckpointSection,
  ExperimentSpec,
  LoadedSpec,
  LoadOptions,
  Location,
  PartSpec,
  SpecPath,
  TrainingSection,
} from "./types.ts";
export { compileSchema, compileToModule, originOf } from "./validate.ts";
export { writeInline } from "./write-inline.ts";
export { writeYaml } from "./write-yaml.ts";
