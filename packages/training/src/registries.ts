import { type AugmentationDefinition, augmentations, type DatasetDefinition, datasets } from "@assay/data";
import type { PartSpec } from "@assay/experiment";
import {
  type InitializerDefinition,
  initializers,
  type LayerDefinition,
  type LossDefinition,
  layers,
  losses,
  type MetricDefinition,
  metrics,
} from "@assay/layers";
import { type OptimizerDefinition, optimizers, type ScheduleDefinition, schedules } from "@assay/optimizers";

type Registry<D> = Readonly<Record<string, D>>;

/** Everything that a spec can name, by its `type`, as it is built: from options that the schema has accepted. */
export interface Catalogue {
  readonly layers: Registry<LayerDefinition<PartSpec>>;
  readonly losses: Registry<LossDefinition<PartSpec>>;
  readonly metrics: Registry<MetricDefinition<PartSpec>>;
  readonly initializers: Registry<InitializerDefinition<PartSpec>>;
  readonly optimizers: Registry<OptimizerDefinition<PartSpec>>;
  readonly schedules: Registry<ScheduleDefinition<PartSpec>>;
  readonly datasets: Registry<DatasetDefinition<PartSpec>>;
  readonly augmentations: Registry<AugmentationDefinition<PartSpec>>;
}

/**
 * Every part that Assay ships. Each definition has an option type of its own, which its schema guarantees: here, and here
 * alone, the compiler is told so.
 */
export const registries = {
  layers,
  losses,
  metrics,
  initializers,
  optimizers,
  schedules,
  datasets,
  augmentations,
} as unknown as Catalogue;

/** The definition of a part whose type the schema has already accepted. */
export function find<D>(registry: Registry<D>, { type }: PartSpec): D {
  const definition = registry[type];
  if (!definition) throw new Error(`[training] "${type}" is in the schema but not in its registry`);
  return definition;
}
