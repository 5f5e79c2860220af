import { withoutFolders, withoutFoldersInText } from "@assay/runs";
import type { RunReportInput, Section } from "../contract.ts";
import { type Html, html } from "../page/html.ts";
import { markdownText } from "../page/markdown.ts";
import { partText } from "../text/part-text.ts";

/** What was trained, part by part, and the whole resolved spec to copy. */
export const recipe: Section<RunReportInput> = {
  name: "recipe",
  title: "Recipe",
  build({ spec, run }) {
    if (!spec) return undefined;
    // Whoever gets the page learns what was read, not where the reader keeps it.
    const { architecture, ...others } = withoutFolders(spec);
    const rows = KEYS.flatMap(([key, term]): [string, string][] => {
      const value = others[key];
      return value === undefined || (Array.isArray(value) && value.length === 0) ? [] : [[term, partText(value)]];
    });
    const layers = Array.isArray(architecture) ? architecture.map((part) => partText(withoutUsual(part))) : [];
    const row = (term: string, value: Html | string) => html`<tr><th scope="row">${term}</th><td>${value}</td></tr>`;
    return {
      parts: [
        html`<div class="box"><table><tbody>
${row("Architecture", html`<ol class="layers">${layers.map((layer) => html`<li>${layer}</li>`)}</ol>`)}
${rows.map(([term, text]) => row(term, text))}
</tbody></table></div>
<details><summary>The whole spec, every default filled in</summary><pre>${withoutFoldersInText(run.resolved)}</pre></details>`,
      ],
      markdown: [
        `- Architecture: ${layers.map(markdownText).join(" → ")}`,
        ...rows.map(([term, text]) => `- ${term}: ${markdownText(text)}`),
      ],
    };
  },
};

const KEYS = [
  ["data", "Data"],
  ["augmentation", "Augmentation"],
  ["loss", "Loss"],
  ["metrics", "Metrics"],
  ["optimizer", "Optimizer"],
  ["lr_schedule", "Learning rate"],
  ["training", "Training"],
] as const;

/** What most layers have, and what only a close look asks for: it stands in the whole spec. */
const USUAL: Readonly<Record<string, unknown>> = {
  ...{ stride: 1, dilation: 1, groups: 1, padding: 0, bias: true, affine: true },
  ...{ track_running_stats: true, inplace: false, ceil_mode: false, count_include_pad: true },
};

/** A layer, and the layers in it, without the usual values and without its initializers. */
function withoutUsual(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withoutUsual);
  if (typeof part !== "object" || part === null) return part;
  const kept = Object.entries(part).filter(
    ([key, value]) => !/(^|_)init$/.test(key) && !(key in USUAL && USUAL[key] === value),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutUsual(value)]));
}
