import type { Report, Section } from "./contract.ts";
import { chartsOf, page } from "./page/frame.ts";
import { markdownText } from "./page/markdown.ts";

/** A report of what the sections have to show, in their order. */
export function assemble<Input>(heading: string, sections: readonly Section<Input>[], input: Input): Report {
  const shown = sections.flatMap((section) => {
    const content = section.build(input);
    return content ? [{ ...section, ...content }] : [];
  });
  const texts = shown
    .filter(({ markdown }) => markdown.length > 0)
    .map(({ title, markdown }) => [...(title === undefined ? [] : [`## ${title}`, ""]), ...markdown].join("\n"));
  return {
    html: page(heading, shown),
    markdown: `${[`# ${markdownText(heading)}`, ...texts]
      .join("\n\n")
      .replace(/\n{3,}/g, "\n\n")
      .trimEnd()}\n`,
    charts: chartsOf(shown),
  };
}
