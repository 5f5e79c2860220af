import { LOSS } from "@assay/runs/store";
import type { Part, RunReportInput, Section } from "../contract.ts";
import { judge } from "../figures/judge.ts";
import { type MetricInfo, metricText, times, title } from "../figures/metric-words.ts";
import { type Html, html } from "../page/html.ts";
import { markdownText } from "../page/markdown.ts";
import { count, duration, loss } from "../text/numbers.ts";

/** What became of the run: the result first and large, how the training went, the figures that people ask for next. */
export const summary: Section<RunReportInput> = {
  name: "summary",
  build(input) {
    const { record } = input.run;
    const [split, figures] = resultOf(input);
    const [metric = LOSS, ...others] = record.metrics;
    const state = stateOf(input);
    const judgement = judge(input.run);
    const value = figures?.[metric.name];
    const wrong = split === "Test" && metric.name === "accuracy" ? wrongOf(input) : undefined;
    const rest = [...others, ...(metric === LOSS ? [] : [LOSS])].map(
      (other) => `${title(other.name)} ${metricText(other, figures?.[other.name])}`,
    );
    const tiles = tilesOf(input, metric, split);
    const parts: Part[] = [
      html`<p class="kicker">Run ${record.run}</p>
<h1>${record.name}</h1>
${state ? html`<p class="banner"><strong>${state.title}.</strong> ${state.text}</p>` : ""}
${
  figures && typeof value === "number"
    ? html`<div class="hero"><div><div class="figure-of">${split} ${title(metric.name)}</div>
<div class="figure">${large(metric, value)}</div></div>
<div class="soft">${wrong ? html`${wrong}<br>` : ""}${rest.join(" · ")}</div></div>`
    : ""
}
${judgement === "" ? "" : html`<p class="judgement">${judgement}</p>`}
<dl class="tiles">${tiles.map(([term, text, note]) => html`<div><dt>${term}</dt><dd>${text}${note ? html`<small>${note}</small>` : ""}</dd></div>`)}</dl>
${input.notes.length > 0 ? html`<p class="soft">${input.notes.join(" ")}</p>` : ""}`,
    ];
    const markdown = [
      ...(state ? [`**${state.title}.** ${markdownText(state.text)}`, ""] : []),
      ...(figures && typeof value === "number"
        ? [
            `**${markdownText(`${split} ${title(metric.name)}: ${metricText(metric, value)}`)}**${wrong ? ` (${wrong})` : ""}, ${markdownText(rest.join(", "))}`,
            "",
          ]
        : []),
      ...(judgement === "" ? [] : [markdownText(judgement), ""]),
      ...tiles.map(([term, text, note]) => `- ${term}: ${markdownText(text)}${note ? ` (${markdownText(note)})` : ""}`),
      ...input.notes.map((note) => `- Note: ${markdownText(note)}`),
    ];
    return { parts, markdown };
  },
};

/** The split that the result is of. */
function resultOf({ run: { record } }: RunReportInput) {
  if (record.test) return ["Test", record.test] as const;
  if (record.validation) return ["Validation", record.validation] as const;
  return ["Training", record.train] as const;
}

/** Why the run is not a finished one; undefined where it is. */
function stateOf({ run: { record } }: RunReportInput): { readonly title: string; readonly text: string } | undefined {
  const { status, divergence, error, epochs, steps } = record;
  const reached = `${times(epochs, "epoch")} (${times(steps, "step")})`;
  if (status === "diverged") {
    const where = divergence
      ? `The first NaN or infinity turned up in step ${divergence.step} (epoch ${divergence.epoch}), in “${divergence.tensor}”.`
      : "A NaN or an infinity turned up.";
    return { title: "Diverged", text: `${where} No weights are kept; a smaller learning rate may help.` };
  }
  if (status === "interrupted") {
    return { title: "Interrupted", text: `It ended after ${reached}; what follows is what it had reached by then.` };
  }
  if (status === "failed")
    return { title: "Failed", text: error === undefined ? "The work could not be done." : withoutFolder(error) };
  if (status === "running") return { title: "Running", text: `${reached} are done; this page is of that moment.` };
  return undefined;
}

/** A message whose paths have lost their folders, which are nobody's business who gets the page. */
const withoutFolder = (message: string): string =>
  message.replace(/(?<![\w.~/\\:])(?:[A-Za-z]:)?[\\/](?:[^\s"'`:,;\\/]+[\\/])+/g, "");

/** "160 of 10,000 wrong", where the predictions are there to count. */
function wrongOf({ predictions }: RunReportInput): string | undefined {
  if (predictions?.kind !== "class") return undefined;
  const wrong = predictions.label.filter((label, i) => label !== predictions.predicted[i]).length;
  return `${count(wrong)} of ${count(predictions.label.length)} wrong`;
}

function large(metric: MetricInfo, value: number): Html {
  const [number = "", unit] = metricText(metric, value).split(" ");
  return html`${number}${unit ? html`<small> ${unit}</small>` : ""}`;
}

/** Term, value and a remark. */
type Tile = readonly [string, string, (string | undefined)?];

/** The figures beside the result, in the order of what people ask. */
function tilesOf({ run: { record } }: RunReportInput, metric: MetricInfo, shown: string): Tile[] {
  const tile = (term: string, split: typeof record.train): Tile[] =>
    split && term !== shown
      ? [[term, metricText(metric, split[metric.name]), metric === LOSS ? undefined : `loss ${loss(split.loss)}`]]
      : [];
  return [
    ...tile("Training", record.train),
    ...tile("Validation", record.validation),
    record.ensemble
      ? ["Members", count(record.ensemble.members.length)]
      : [
          "Epochs",
          count(record.epochs),
          `${times(record.steps, "step")}${record.stopped_early ? ", stopped early" : ""}`,
        ],
    ["Parameters", count(record.parameters)],
    ["Time", duration(record.seconds), `training ${duration(record.train_seconds)}`],
    ...(record.samples_per_second === null
      ? []
      : [["Speed", `${count(record.samples_per_second)} /s`, `samples, ${times(record.threads, "thread")}`] as const]),
  ];
}
