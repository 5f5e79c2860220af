import type { MetricInfo } from "@assay/training/events";
import { metricText } from "./metric-text.ts";
import type { Column } from "./table.ts";

interface WithInterval {
  readonly interval: readonly [number, number] | null;
}

/** "99.31 … 99.47": of the mean over the seeds. @param drop when it leaves a narrow terminal */
export function intervalColumn<R extends WithInterval>(metric: MetricInfo, unicode: boolean, drop: number): Column<R> {
  const dots = unicode ? "…" : "..";
  const end = (value: number, precision: number) =>
    metricText(metric, { [metric.name]: value }, precision).replace(/ %$/, "");
  return {
    key: "interval",
    title: "95 % interval",
    align: "right",
    drop,
    text: ({ interval }, precision) =>
      interval ? `${end(interval[0], precision)} ${dots} ${end(interval[1], precision)}` : "-",
  };
}
