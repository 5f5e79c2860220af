import type { EChartsOption } from "echarts";

/**
 * The colours of charts, as variables of the page: they follow its scheme, and a chart is drawn once for both. The eight
 * are those of Okabe and Ito (2008), which people of every kind of colour vision tell apart, in an order that has most
 * contrast on each ground.
 */
export const COLORS = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6", "--c7"].map((name) => `var(${name})`);
export const INK = "var(--ink)";
export const SOFT = "var(--soft)";
export const LINE = "var(--line)";
export const PAPER = "var(--paper)";
/** What stays apart from the series: a reference, a line of equality. */
export const GUIDE = "var(--soft)";

/** Beside the colour, each series has a dash and a marker of its own. */
const DASHES = ["solid", [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [12, 4], [1, 2]] as const;
const MARKERS = ["circle", "diamond", "triangle", "rect", "pin", "roundRect", "arrow"] as const;

/** Colour, dash and marker of the n-th series. */
export function look(n: number) {
  const at = n % COLORS.length;
  const dash = DASHES[at] ?? "solid";
  return {
    color: COLORS[at] ?? INK,
    symbol: MARKERS[at] ?? "circle",
    lineStyle: { width: 2, type: typeof dash === "string" ? dash : [...dash] },
  } as const;
}

/** The font of the page too. ECharts measures texts with it, which it cannot with "inherit"; no name may need quotes. */
export const FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, DejaVu Sans, sans-serif";

/** What all charts share; a chart's own option comes on top of it. */
export const BASE: EChartsOption = {
  animation: false,
  color: COLORS,
  textStyle: { fontFamily: FONT, color: SOFT },
};

export const LEGEND = {
  type: "scroll",
  top: 0,
  left: 0,
  borderColor: "transparent",
  itemWidth: 28,
  itemHeight: 9,
  itemGap: 18,
  textStyle: { color: INK, fontSize: 12, lineHeight: 18 }, // a legend that scrolls cuts off what is higher
  pageIconColor: SOFT,
  pageTextStyle: { color: SOFT },
} as const;

export const TOOLTIP = {
  backgroundColor: PAPER,
  borderColor: LINE,
  textStyle: { color: INK, fontSize: 12 },
  confine: true,
  axisPointer: {
    lineStyle: { color: SOFT },
    crossStyle: { color: SOFT },
    label: { backgroundColor: SOFT, color: PAPER },
    shadowStyle: { color: LINE, opacity: 0.4 },
  },
} as const;

/** Lines, ticks and labels of an axis. */
export const AXIS = {
  axisLine: { show: true, onZero: false, lineStyle: { color: SOFT } },
  axisTick: { show: false },
  axisLabel: { color: SOFT, fontSize: 12, hideOverlap: true },
  splitLine: { lineStyle: { color: LINE } },
  nameTextStyle: { color: SOFT, fontSize: 12 },
} as const;

/** An axis whose grid carries the reading: no line of its own. */
export const QUIET_AXIS = { ...AXIS, axisLine: { show: false } } as const;

/** The name of an axis, below its middle. */
export const below = (name: string) => ({ name, nameLocation: "middle", nameGap: 26 }) as const;

/** Epochs along the bottom. */
export const EPOCHS = {
  ...AXIS,
  ...below("epoch"),
  type: "value",
  minInterval: 1,
  splitLine: { show: false },
} as const;

/** Labels of an axis that are names: each is shown, and cut where it is long. */
export const NAMES = {
  ...QUIET_AXIS.axisLabel,
  color: INK,
  interval: 0,
  hideOverlap: false,
  width: 190,
  overflow: "truncate",
} as const;

/** Room of a chart without a legend: labels of the axes are kept inside it, a name stands below. */
export const GRID = {
  left: 8,
  right: 16,
  top: 14,
  bottom: 24,
  outerBoundsMode: "same",
  outerBoundsContain: "axisLabel",
} as const;
