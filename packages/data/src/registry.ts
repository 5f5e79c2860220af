import { cutmix } from "./augmentations/cutmix.ts";
import { elastic } from "./augmentations/elastic.ts";
import { gaussian_noise } from "./augmentations/gaussian_noise.ts";
import { mixup } from "./augmentations/mixup.ts";
import { random_affine } from "./augmentations/random_affine.ts";
import { random_crop } from "./augmentations/random_crop.ts";
import { random_erasing } from "./augmentations/random_erasing.ts";
import { random_horizontal_flip } from "./augmentations/random_horizontal_flip.ts";
import type { AugmentationDefinition, DatasetDefinition } from "./contract.ts";
import { cifar } from "./datasets/cifar.ts";
import { csv } from "./datasets/csv.ts";
import { idx } from "./datasets/idx.ts";
import { image_folder } from "./datasets/image_folder.ts";
import { mnist } from "./datasets/mnist.ts";
import { synthetic } from "./datasets/synthetic.ts";

/** Datasets by their `type` in a spec. */
export const datasets = {
  mnist,
  idx,
  cifar,
  csv,
  image_folder,
  synthetic,
} as const satisfies Record<string, DatasetDefinition>;

/** Augmentations by their `type` in a spec. */
export const augmentations = {
  random_affine,
  random_crop,
  random_horizontal_flip,
  elastic,
  random_erasing,
  gaussian_noise,
  mixup,
  cutmix,
} as const satisfies Record<string, AugmentationDefinition>;
