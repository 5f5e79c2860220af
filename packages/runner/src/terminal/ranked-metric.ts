import { LOSS } from "@assay/runs/store";
import type { SweepMetric } from "@assay/sweeps";
import { metricOf } from "@assay/sweeps/metric";
import type { MetricInfo } from "@assay/training/events";

/** What a sweep ranks by, of what its trials measure; undefined where they do not. */
export const rankedMetric = (
  metrics: readonly MetricInfo[],
  ranked: Pick<SweepMetric, "name">,
): MetricInfo | undefined => [...metrics, LOSS].find(({ name }) => name === metricOf(ranked));
