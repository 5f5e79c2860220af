import type { NamedTensor } from "@assay/runs";
import type { RunReportInput, Section } from "../contract.ts";
import { fromWeights, isPicture } from "../figures/pictures.ts";
import { gallery } from "../page/gallery.ts";
import { html } from "../page/html.ts";

const MOST = 48;
/** CSS pixels of a filter. */
const WIDE = 52;

/** The filters of a first layer that looks at images: of a convolution, or of a linear layer the weights of each output. */
export const filters: Section<RunReportInput> = {
  name: "filters",
  title: "First-layer filters",
  build({ weights, model }) {
    const first = weights?.find(({ name }) => name.endsWith("weight"));
    const found = first && (convolution(first) ?? linear(first, model?.input.shape));
    if (!first || !found) return undefined;
    const { shape, columns, kind } = found;
    const [channels = 1] = shape.slice(2);
    const size = shape.reduce((total, extent) => total * extent, 1);
    const shown = Array.from({ length: Math.min(MOST, columns) }, (_, k) =>
      Float32Array.from({ length: size }, (_, i) => first.values[i * columns + k] ?? 0),
    );
    const all = new Float32Array(size * shown.length);
    shown.forEach((values, k) => {
      all.set(values.map(Math.abs), k * size);
    });
    // The few largest weights would leave all others pale.
    const full = all.sort()[Math.floor(0.99 * (all.length - 1))] ?? 1;
    const colors =
      channels === 1 ? "blue is negative, white 0, orange positive" : "the colour that each looks for, grey is 0";
    const text = `${columns > MOST ? `${MOST} of ${columns}` : columns} ${kind} of ${first.name}, ${shape[0]} × ${shape[1]}, on one scale: ${colors}.`;
    return {
      parts: [
        html`<p>${text}</p>`,
        gallery(
          shown.map((values, k) => ({ picture: fromWeights(shape, values, full), alt: `filter ${k}` })),
          WIDE,
        ),
      ],
      markdown: [],
    };
  },
};

/** [kernel row, kernel column, channels, filters]; a kernel of one pixel shows nothing. */
function convolution({ shape }: NamedTensor) {
  const columns = shape[3];
  if (shape.length !== 4 || columns === undefined || !isPicture(shape.slice(0, 3)) || shape[0] === 1) return undefined;
  return { shape: shape.slice(0, 3), columns, kind: "filters" };
}

/** [inputs, outputs], where the inputs are the values of an image. */
function linear({ shape: [inputs, outputs, ...rest] }: NamedTensor, image: readonly number[] | undefined) {
  if (inputs === undefined || outputs === undefined || rest.length > 0 || !image || !isPicture(image)) return undefined;
  const size = image.reduce((total, extent) => total * extent, 1);
  return size === inputs ? { shape: image, columns: outputs, kind: "units" } : undefined;
}
