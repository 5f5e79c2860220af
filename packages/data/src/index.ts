export { augmentations, datasets } from "#registry";
export { backgroundOf } from "./background.ts";
export { cacheFolder, writeCache } from "./cache-file.ts";
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
export { readExamples, readFeatures, readNumbers, type TableSource } from "./csv/like-table.ts";
export { featureMeans, fillMissing } from "./fill-missing.ts";
export { fingerprintOf } from "./fingerprint.ts";
export { hashArrays, sha256, sha256OfAll } from "./hash.ts";
export { type IdxArray, readIdx } from "./idx.ts";
export { isImage } from "./image-folder/decode.ts";
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
export type { Frame, PictureInput, PictureOptions } from "./picture/contract.ts";
export { readPicture } from "./picture/read-picture.ts";
export { heldOut, splitTraining, type TrainingSplit } from "./split.ts";
