import type { Case } from "./case.ts";
import { activationCases } from "./cases/activations.ts";
import { adaptivePoolCases } from "./cases/adaptive_avg_pool2d.ts";
import { augmentationCases } from "./cases/augmentations.ts";
import { batchNormCases } from "./cases/batch_norm.ts";
import { convCases, pooledCases } from "./cases/conv2d.ts";
import { dropoutCases } from "./cases/dropout.ts";
import { elementwiseCases } from "./cases/elementwise.ts";
import { gradientCases } from "./cases/gradients.ts";
import { groupNormCases } from "./cases/group_norm.ts";
import { groupedCases } from "./cases/grouped.ts";
import { inputCases } from "./cases/input.ts";
import { gemmCases } from "./cases/linear.ts";
import { lossCases } from "./cases/losses.ts";
import { muonCases } from "./cases/muon.ts";
import { poolCases } from "./cases/pool2d.ts";
import { preluCases } from "./cases/prelu.ts";
import { softmaxCases } from "./cases/softmax.ts";
import { updateCases } from "./cases/updates.ts";
import { adaptiveUpdateCases } from "./cases/updates_adaptive.ts";

/** Calls of every kernel, over sizes that take every way through it. */
export const allCases: readonly Case[] = [
  ...gemmCases,
  ...pooledCases,
  ...convCases,
  ...groupedCases,
  ...poolCases,
  ...adaptivePoolCases,
  ...elementwiseCases,
  ...activationCases,
  ...lossCases,
  ...batchNormCases,
  ...inputCases,
  ...augmentationCases,
  ...dropoutCases,
  ...updateCases,
  ...adaptiveUpdateCases,
  ...muonCases,
  ...gradientCases,
  ...softmaxCases,
  ...preluCases,
  ...groupNormCases,
];
