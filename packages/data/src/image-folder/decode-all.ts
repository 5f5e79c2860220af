import { InputError } from "@assay/kernels";
import type { Dataset, ImageShape, Split } from "../contract.ts";
import { labelColumn } from "../label-column.ts";
import { resize } from "../resize.ts";
import { decodeImage } from "./decode.ts";
import type { ImageFile, ImageListing } from "./listing.ts";

const PART = "data/image_folder";

const MAX_BYTES = 2 ** 32;

/**
 * Reads every image.
 * @param size [height, width] of them all; null: that of the first, which the others must have
 * @param channels 3: red, green, blue; 1: gray
 * @throws InputError naming the file that is damaged or has another size; where the images do not fit into 4 GiB
 */
export function decodeAll(
  { classes, train, test = [] }: ImageListing,
  size: readonly [number, number] | null,
  channels: 1 | 3,
): Dataset {
  const first = train[0] as ImageFile;
  const [height, width] = size ?? sizeOf(first);
  const shape: ImageShape = [height, width, channels];
  const bytes = height * width * channels;
  const images = train.length + test.length;
  if (images * bytes > MAX_BYTES) {
    const need = ((images * bytes) / 2 ** 30).toFixed(1);
    const rule = `${images} images of ${shape.join(" × ")} must fit into 4 GiB, they need ${need} GiB`;
    throw new InputError(PART, rule, ["size"], "set a smaller size");
  }

  function pixels({ path, file }: ImageFile): Uint8Array {
    const image = decodeImage(path, file, channels);
    if (size) return resize(image.values, [image.height, image.width, channels], size);
    if (image.height === height && image.width === width) return image.values;
    const rule = `${file}: must be ${height} × ${width} as ${first.file} is, got ${image.height} × ${image.width}`;
    throw new InputError(PART, rule, [], `to resize every image, set size: [${height}, ${width}]`);
  }

  const read = (files: readonly ImageFile[]): Split => {
    const values = new Uint8Array(files.length * bytes);
    for (const [i, file] of files.entries()) values.set(pixels(file), i * bytes);
    const labels = files.map(({ label }) => label);
    const targets = labelColumn(labels, classes.length);
    return { count: files.length, inputs: { dtype: "u8", shape, values }, targets };
  };
  return { name: "image_folder", train: read(train), test: read(test) };
}

function sizeOf({ path, file }: ImageFile): readonly [number, number] {
  const { height, width } = decodeImage(path, file, 1);
  return [height, width];
}
