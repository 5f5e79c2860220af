import { augmentations, datasets } from "@assay/data";
import { initializers, layers, losses } from "@assay/layers";
import { optimizers, schedules } from "@assay/optimizers";

/** Every part that Assay ships. */
export const registries = { layers, losses, initializers, optimizers, schedules, datasets, augmentations };
