/** Text as a cell of a table shows it. */
export const cell = (text: string): string => text.replace(/[*<|]/g, "\\$&");

export const code = (text: string): string => (text === "" ? "" : `\`${text}\``);

export const yaml = (text: string): string => `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``;

/** A table of cells that are Markdown already, without padding: a change of one cell is a change of one line. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** A section of a document, and what stands in it. */
export interface Section {
  readonly title: string;
  /** Paragraphs, tables and examples, before the sections inside. */
  readonly body: readonly string[];
  readonly sections?: readonly Section[];
}

/** A document with a list of its sections; those inside follow the one that they are in. */
export function documentOf(title: string, introduction: readonly string[], sections: readonly Section[]): string {
  const link = linker();
  // Links are counted in the order of the headings.
  const lines = sections.map((section) => {
    const self = link(section.title);
    const inner = (section.sections ?? []).map(({ title: each }) => link(each));
    return `- ${self}${inner.length > 0 ? `: ${inner.join(", ")}` : ""}`;
  });
  const blocks = sections.flatMap((section) => blocksOf(section, "##"));
  return `${[`# ${title}`, ...introduction, lines.join("\n"), ...blocks].join("\n\n")}\n`;
}

const blocksOf = ({ title, body, sections = [] }: Section, level: string): string[] => [
  `${level} ${title}`,
  ...body,
  ...sections.flatMap((section) => blocksOf(section, `${level}#`)),
];

/** A link to a heading as GitHub names it: its words in small letters; the second of a name is name-1. */
function linker(): (title: string) => string {
  const seen = new Map<string, number>();
  return (title) => {
    const name = title
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replace(/ /g, "-");
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return `[${title}](#${name}${count > 0 ? `-${count}` : ""})`;
  };
}
