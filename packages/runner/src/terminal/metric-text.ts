import { loss, percent } from "@assay/reports/text";
import type { MetricInfo } from "@assay/training/events";

/** A split's figures as a record holds them: a loss, and each metric under its name. */
export type Figures = Readonly<Record<string, number | null | undefined>> | null | undefined;

/** A metric's value as people read it; "-" where there is none. @param decimals of a percentage; numbers have two more */
export const metricText = ({ name, shown }: MetricInfo, figures: Figures, decimals = 2): string =>
  shown === "percent" ? percent(figures?.[name], decimals) : loss(figures?.[name], decimals + 2);

/** A metric's name where a line is narrow. */
export const shortName = ({ name }: MetricInfo): string => (name === "accuracy" ? "acc" : name);

/** "accuracy 99.31 %, loss 0.0215": all figures of a split, the loss last. */
export const figuresText = (metrics: readonly MetricInfo[], figures: Figures): string =>
  [...metrics.map((metric) => `${metric.name} ${metricText(metric, figures)}`), `loss ${loss(figures?.loss)}`].join(
    ", ",
  );
