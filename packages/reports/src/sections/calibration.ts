import { AXIS, below, COLORS, GRID, INK, LEGEND, look, QUIET_AXIS, TOOLTIP } from "../charts/theme.ts";
import type { Chart, RunReportInput, Section } from "../contract.ts";
import { type Calibration, calibration as calibrate } from "../figures/calibration.ts";
import { html } from "../page/html.ts";
import { percent } from "../text/numbers.ts";

/** Whether the probabilities can be taken at their word: a reliability diagram, and how many examples lie where. */
export const calibration: Section<RunReportInput> = {
  name: "calibration",
  title: "Calibration",
  build({ predictions }) {
    if (predictions?.kind !== "class" || predictions.score_is === "output") return undefined;
    const found = calibrate(predictions);
    if (!found) return undefined;
    const gap = found.confidence - found.accuracy;
    const lean = Math.abs(gap) < 0.002 ? "well calibrated on average" : gap > 0 ? "overconfident" : "underconfident";
    const text = `Expected calibration error ${percent(found.error)}: the model gives its answers ${percent(found.confidence)} on average and is right in ${percent(found.accuracy)}, so it is ${lean}.`;
    return {
      parts: [
        html`<p>${text}</p>`,
        [reliability(found), histogram(found)],
        html`<p class="soft">Ten bins of equal width over the probability of the predicted class; the error is Σ (share of the examples in a bin) · |accuracy − mean probability| (Guo et al. 2017, “On Calibration of Modern Neural Networks”).</p>`,
      ],
      markdown: [text],
    };
  },
};

/** ".3–.4" */
const bins = ({ bins }: Calibration): string[] =>
  bins.map(({ from, to }) => `${from.toFixed(1).slice(1)}–${to === 1 ? "1" : to.toFixed(1).slice(1)}`);
const shares = (values: readonly (number | null)[]) =>
  values.map((value) => (value === null ? "-" : Number((value * 100).toFixed(2))));

const axis = (found: Calibration) => ({
  ...AXIS,
  type: "category" as const,
  data: bins(found),
  ...below("probability of the predicted class"),
  axisLabel: { ...AXIS.axisLabel, fontSize: 11 },
});

const reliability = (found: Calibration): Chart => ({
  name: "reliability",
  title: "Share that is right, by probability",
  width: 560,
  height: 320,
  unit: " %",
  option: {
    legend: LEGEND,
    tooltip: { ...TOOLTIP, trigger: "axis" },
    grid: { ...GRID, top: 40 },
    xAxis: axis(found),
    yAxis: {
      ...QUIET_AXIS,
      type: "value",
      min: 0,
      max: 100,
      axisLabel: { ...QUIET_AXIS.axisLabel, formatter: "{value} %" },
    },
    series: [
      {
        type: "bar",
        name: "right",
        data: shares(found.bins.map(({ accuracy }) => accuracy)),
        itemStyle: { color: COLORS[0] ?? INK, opacity: 0.75 },
        barCategoryGap: "8%",
        emphasis: { disabled: true },
      },
      {
        type: "line",
        name: "mean probability (bars should reach it)",
        data: shares(found.bins.map(({ confidence }) => confidence)),
        ...look(1),
        symbolSize: 9,
        connectNulls: true,
        emphasis: { disabled: true },
      },
    ],
  },
});

const histogram = (found: Calibration): Chart => ({
  name: "probabilities",
  title: "Test examples, by probability",
  width: 560,
  height: 320,
  option: {
    tooltip: { ...TOOLTIP, trigger: "axis" },
    grid: GRID,
    xAxis: axis(found),
    yAxis: { ...QUIET_AXIS, type: "value" },
    series: [
      {
        type: "bar",
        name: "examples",
        data: found.bins.map(({ count }) => count),
        itemStyle: { color: COLORS[2] ?? INK },
        barCategoryGap: "8%",
        label: { show: true, position: "top", color: INK, fontSize: 11 },
        emphasis: { disabled: true },
      },
    ],
  },
});
