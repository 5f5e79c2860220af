import { AXIS, below, GRID, look, QUIET_AXIS, TOOLTIP } from "../charts/theme.ts";
import { thin } from "../charts/thin.ts";
import type { RunReportInput, Section } from "../contract.ts";

/** The learning rate by step: of each recorded step, and of the last step of each epoch. */
export const learningRate: Section<RunReportInput> = {
  name: "learning-rate",
  title: "Learning rate",
  half: true,
  build({ run }) {
    const records = [...run.epochs, ...run.steps]
      .filter(({ lr }) => typeof lr === "number" && Number.isFinite(lr))
      .sort((a, b) => a.step - b.step);
    return records.length === 0 ? undefined : { parts: [[rate(records, run.steps.length > 0)]], markdown: [] };
  },
};

const rate = (records: readonly { readonly step: number; readonly lr: number }[], everyStep: boolean) => ({
  name: "learning-rate",
  title: everyStep ? "By step" : "By step, at the end of each epoch",
  width: 560,
  height: 240,
  option: {
    tooltip: { ...TOOLTIP, trigger: "axis" as const },
    grid: GRID,
    xAxis: {
      ...AXIS,
      type: "value" as const,
      min: 0,
      max: records.at(-1)?.step ?? 1,
      ...below("step"),
      splitLine: { show: false },
      axisLabel: { ...AXIS.axisLabel, showMaxLabel: false },
      axisPointer: { label: { formatter: "step {value}", precision: 0 } },
    },
    yAxis: { ...QUIET_AXIS, type: "value" as const, min: 0 },
    series: [
      {
        type: "line" as const,
        name: "learning rate",
        data: thin(records.map(({ step, lr }) => [step, Number(lr.toPrecision(5))])).map(([...point]) => point),
        ...look(0),
        symbolSize: 6,
        showSymbol: records.length <= 40,
        emphasis: { disabled: true },
      },
    ],
  },
});
