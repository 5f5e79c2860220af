export { backgroundOf } from "./background.ts";
export { writeCache } from "./cache-file.ts";
export type {
  AugmentationDefinition,
  Augmented,
  AugmentTensors,
  Column,
  Dataset,
  DatasetDefinition,
  DatasetDescription,
  ImageShape,
  Split,
  TableFeature,
  Target,
} from "./contract.ts";
export { featureMeans, fillMissing } from "./fill-missing.ts";
export { fingerprintOf } from "./fingerprint.ts";
export { hashArrays, sha256 } from "./hash.ts";
export { type IdxArray, readIdx } from "./idx.ts";
export { imageShape } from "./image-shape.ts";
export {
  NORMALIZATIONS,
  NORMALIZED_PER,
  type NormalizationKind,
  type NormalizedPer,
  normalization,
  normalizedPer,
} from "./normalize.ts";
export { drawInto, shuffleInto } from "./order.ts";
export { augmentations, datasets } from "./registry.ts";
export { heldOut, splitTraining, type TrainingSplit } from "./split.ts";
