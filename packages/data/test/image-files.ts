import { crc32, deflateSync } from "node:zlib";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { writeFiles } from "./files.ts";

/** A chunk of a PNG with its length and its checksum. */
export function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  /** 0: gray, 2: RGB, 3: palette, 4: gray and alpha, 6: RGBA. */
  readonly colour?: number;
  readonly interlace?: number;
}

export const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

export function ihdr({ width, height, depth = 8, colour = 0, interlace = 0 }: PngHeader): Buffer {
  const content = Buffer.alloc(13);
  content.writeUInt32BE(width, 0);
  content.writeUInt32BE(height, 4);
  content.set([depth, colour, 0, 0, interlace], 8);
  return chunk("IHDR", content);
}

/** A PNG made by hand of its header and its scan lines, each with its filter byte. */
export const rawPng = (header: PngHeader, lines: readonly (readonly number[])[]): Buffer =>
  Buffer.concat([
    SIGNATURE,
    ihdr(header),
    chunk("IDAT", deflateSync(Uint8Array.from(lines.flat()))),
    chunk("IEND", Buffer.alloc(0)),
  ]);

/** Red, green and blue of pixel i of an image; different from image to image. */
export const colourAt = (i: number, image: number): readonly [number, number, number] => [
  (i * 11 + image * 31) % 256,
  (i * 5 + image * 17 + 80) % 256,
  (255 - i * 3 + image) % 256,
];

const rgba = (height: number, width: number, image: number): Buffer =>
  Buffer.from(Array.from({ length: height * width }, (_, i) => [...colourAt(i, image), 255]).flat());

/** A PNG of RGB by the library's encoder. */
export function png(image: number, height = 4, width = 5): Buffer {
  const made = new PNG({ width, height });
  made.data = rgba(height, width, image);
  return PNG.sync.write(made, { colorType: 2 });
}

/** A JPEG of one colour, which a decoder gives back almost as it was. */
export function flatJpeg(colour: readonly [number, number, number], height = 16, width = 16): Buffer {
  const data = Buffer.from(Array.from({ length: height * width }, () => [...colour, 255]).flat());
  return Buffer.from(jpeg.encode({ data, width, height }, 95).data);
}

/** Fills a folder with two classes below train and test: images 0 to 4, 5 to 6. */
export function fillImages(folder: string): void {
  writeFiles(folder, {
    "train/cat/a.png": png(0),
    "train/cat/b.png": png(1),
    "train/cat/more/c.png": png(2),
    "train/dog/a.png": png(3),
    "train/dog/b.PNG": png(4),
    "test/cat/a.png": png(5),
    "test/dog/a.png": png(6),
  });
}
