export type {
  AugmentationDefinition,
  AugmentTensors,
  Dataset,
  DatasetDefinition,
  DatasetDescription,
  ImageShape,
  Split,
} from "./contract.ts";
export { hashArrays, sha256 } from "./hash.ts";
export { type IdxArray, readIdx } from "./idx.ts";
export { NORMALIZATIONS, type Normalization, type NormalizationKind, normalization } from "./normalize.ts";
export { shuffleInto } from "./order.ts";
export { augmentations, datasets } from "./registry.ts";
export { heldOut, splitTraining, type TrainingSplit } from "./split.ts";
