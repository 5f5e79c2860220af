import { AXIS, below, GRID, look, QUIET_AXIS, TOOLTIP } from "../charts/theme.ts";
import type { RunReportInput, Section } from "../contract.ts";

/** Wall time of each epoch, its evaluation included. */
export const epochTime: Section<RunReportInput> = {
  name: "epoch-time",
  title: "Time",
  half: true,
  build({ run: { epochs } }) {
    const known = epochs.filter(({ seconds }) => typeof seconds === "number" && Number.isFinite(seconds));
    if (known.length === 0) return undefined;
    const bars = known.map(({ epoch, seconds }, i): [string, number] => [
      String(epoch),
      Number((seconds - (known[i - 1]?.seconds ?? 0)).toPrecision(4)),
    ]);
    return {
      parts: [
        [
          {
            name: "epoch-time",
            title: "Seconds an epoch, evaluation included",
            width: 560,
            height: 240,
            unit: " s",
            option: {
              tooltip: { ...TOOLTIP, trigger: "axis" as const },
              grid: GRID,
              xAxis: {
                ...AXIS,
                type: "category" as const,
                ...below("epoch"),
                data: bars.map(([epoch]) => epoch),
                axisPointer: { label: { formatter: "epoch {value}" } },
              },
              yAxis: {
                ...QUIET_AXIS,
                type: "value" as const,
                axisLabel: { ...QUIET_AXIS.axisLabel, formatter: "{value} s" },
              },
              series: [
                {
                  type: "bar" as const,
                  name: "time",
                  data: bars.map(([, seconds]) => seconds),
                  color: look(0).color,
                  barMaxWidth: 36,
                  emphasis: { disabled: true },
                },
              ],
            },
          },
        ],
      ],
      markdown: [],
    };
  },
};
