import type {
  Comparison,
  ModelDescription,
  NamedTensor,
  PlainSpec,
  StoredPredictions,
  StoredRun,
  WorstExamples,
} from "@assay/runs";
import type { Importance, SettingRow, StoredSweep, Unknown } from "@assay/sweeps";
import type { EChartsOption } from "echarts";
import type { MetricInfo } from "./figures/metric-words.ts";
import type { Html } from "./page/html.ts";

/** A chart: drawn by ECharts on the server as SVG, and again in the page where scripts run. */
export interface Chart {
  /** Unique in its page: the name of its file too. */
  readonly name: string;
  /** What it shows, in a line. */
  readonly title: string;
  /** CSS pixels at which it is drawn; the page scales it. */
  readonly width: number;
  readonly height: number;
  /** Keeps its proportions where it is narrower; other charts keep their height. */
  readonly square?: true;
  /** Behind each value of a tooltip: " %". */
  readonly unit?: string;
  /** Plain data, without functions: the page carries it as JSON. */
  readonly option: EChartsOption;
}

/** Markup, or charts that stand side by side where there is room. */
export type Part = Html | readonly Chart[];

/** What a section has to show. */
export interface Content {
  readonly parts: readonly Part[];
  /** Lines of the Markdown report under the section's heading; none: left out of it. */
  readonly markdown: readonly string[];
}

/** One section of a page. */
export interface Section<Input> {
  /** Its place in the page: #name. */
  readonly name: string;
  /** Its heading; without, the content stands alone. */
  readonly title?: string;
  /** Takes half of the width where there is room, beside the next one. */
  readonly half?: true;
  /** What it shows; undefined where the run has nothing of the kind. */
  build(input: Input): Content | undefined;
}

/** Of classes, with the score of the predicted one. */
export type ClassPredictions = Extract<StoredPredictions, { kind: "class" }>;

/** Everything a run's page is made of; what a run does not have is left out of the page. */
export interface RunReportInput {
  readonly run: StoredRun;
  /** The resolved spec; undefined where it cannot be read. */
  readonly spec: PlainSpec | undefined;
  readonly model?: ModelDescription | undefined;
  readonly predictions?: StoredPredictions | undefined;
  readonly weights?: readonly NamedTensor[] | undefined;
  readonly worst?: WorstExamples | undefined;
  /** What could not be read, one sentence each. */
  readonly notes: readonly string[];
}

/** Everything a comparison's page is made of. */
export interface ComparisonReportInput {
  readonly comparison: Comparison;
  /** The runs that were compared, for their curves. */
  readonly runs: readonly StoredRun[];
  /** Heading of the page. */
  readonly title?: string;
  /** The table, where it is not to be as usual: its rows in another order, other decimals, without columns that are all alike. */
  readonly table?: {
    readonly rows: Comparison["rows"];
    /** Of percentages; other numbers have two more. */
    readonly precision: number;
    readonly onlyChanged: boolean;
  };
}

/** Everything a sweep's page is made of. */
export interface SweepReportInput {
  readonly sweep: StoredSweep;
  /** Its settings, best first. */
  readonly ranked: readonly SettingRow[];
  /** What they are ranked by, and everything that the trials measure. */
  readonly metric: MetricInfo;
  readonly metrics: readonly MetricInfo[];
  readonly importance: Importance | Unknown;
  /** The first setting against the second, where both were completed. */
  readonly verdict?: string | undefined;
  /** What is open, stopped or failed. */
  readonly notes: readonly string[];
  /** The best setting's spec, and the command that trains it. */
  readonly best?: { readonly resolved: string; readonly command: string } | undefined;
  /** The runs of the settings at the top, as far as they can be read: where their figures come from. */
  readonly runs: readonly StoredRun[];
}

/** A report: two texts that each stand alone, and the charts in them. */
export interface Report {
  readonly html: string;
  readonly markdown: string;
  readonly charts: readonly Chart[];
}
