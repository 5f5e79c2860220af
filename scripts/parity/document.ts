import type { Entry, NamedTest } from "./entry.ts";
import { type Chapter, chapters } from "./registries.ts";

const INTRO = `# What is PyTorch's, and what is not

Names, meanings and defaults of parts follow PyTorch 2, those of augmentations torchvision, those of metrics scikit-learn and
torchmetrics. For every part this page says what it is called there, what it is checked against, and every difference that is
known. \`pnpm run parity\` writes it; counts and tolerances are those of the fixtures and of the tests. A test compares options and
defaults with the signatures in PyTorch and scikit-learn, and fails where one differs that is not named here. How exact kernels
and functions are by themselves is in [numerics.md](numerics.md).

Everywhere:

- Images lie [height, width, channel] and not [channel, height, width]; the weight of a convolution [kernel row, kernel column, in / groups, out] and not [out, in / groups, kernel row, kernel column]; that of a linear layer [in, out] and not [out, in]. \`pnpm run export\` writes PyTorch's layouts.
- Kernels compute in single precision, with the same bits on any number of threads; PyTorch's results may depend on threads and machine.
- An unknown option, or one of the wrong kind or out of range, is refused before anything is computed, with its place in the spec. A name that Keras, PyTorch or others give a part or an option is answered with Assay's.`;

const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** "twins.test.ts: …; mixing.test.ts: …", the claims of one file together. */
function claimsOf(tests: readonly NamedTest[] = []): string {
  const byFile = Map.groupBy(tests, ({ file }) => file);
  const texts = [...byFile].map(([file, own]) => {
    return `\`${fileName(file)}\`: ${own.map(({ claim }) => claim).join("; ")}`;
  });
  return texts.join("<br>");
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function table({ library, parts, entries, cases }: Chapter): string {
  const rows = Object.keys(parts).map((type) => {
    const { theirs, reference, newer = {}, tests } = entries[type] as Entry;
    const since = Object.entries(newer).map(([option, version]) => `\`${option}\`: since ${version}`);
    const count = cases(type);
    const also = [...since, ...(reference ? [`fixture: ${reference}`] : []), ...(tests ? [claimsOf(tests)] : [])];
    return { type, theirs, count: count === 0 ? "" : String(count), also: also.join("<br>") };
  });
  // A column that nothing stands in is left out.
  const withCounts = rows.some(({ count }) => count !== "");
  const withMore = rows.some(({ also }) => also !== "");
  const cells = <T>(type: T, theirs: T, count: T, also: T): T[] => [
    ...[type, theirs],
    ...(withCounts ? [count] : []),
    ...(withMore ? [also] : []),
  ];
  return [
    line(cells("part", library, "cases", withCounts ? "beside the fixture, or in its place" : "checked by")),
    line(cells("---", "---", "---:", "---")),
    ...rows.map(({ type, theirs, count, also }) => line(cells(`\`${type}\``, theirs, count, also))),
  ].join("\n");
}

function differences({ parts, entries, common }: Chapter): string {
  const lines = (type: string) => (entries[type] as Entry).differences;
  const types = Object.keys(parts);
  const same = types.filter((type) => lines(type).length === 0);
  return [
    ...common.map((text) => `- ${text}`),
    ...types
      .filter((type) => lines(type).length > 0)
      .flatMap((type) => lines(type).map((text) => `- **${type}**: ${text}`)),
    ...(same.length > 0 ? [`- No difference is known of ${same.join(", ")}.`] : []),
  ].join("\n");
}

/** docs/parity.md, but for the alignment of its tables. */
export const parityDocument = (): string =>
  `${[
    INTRO,
    ...chapters.map(
      (chapter) =>
        `## ${chapter.title}\n\n${chapter.compared}\n\n${table(chapter)}\n\nDifferences:\n\n${differences(chapter)}`,
    ),
  ].join("\n\n")}\n`;
