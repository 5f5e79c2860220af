import { createRequire } from "node:module";
import { crc32, inflateSync } from "node:zlib";
import { InputError } from "@assay/kernels";
import type * as Pngjs from "pngjs";
import { checkSize, decoding, PART, type Pixels } from "./pixels.ts";

export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Loaded with the first image: a command that reads none starts without it. */
const pngjs = (): typeof Pngjs => createRequire(import.meta.url)("pngjs");

/** By colour type: samples of a pixel, and the bits that a sample may have. */
const COLOURS: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** Of each pass of an interlaced image: first column and row, and the distance to the next. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface Header {
  readonly height: number;
  readonly width: number;
  readonly depth: number;
  /** Bytes of the unpacked image data. */
  readonly bytes: number;
}

/**
 * Decodes a PNG of any kind. Samples of 16 bits lose the lower 8; a transparent colour counts as a colour. Checksums, sizes and the
 * amount of image data are checked before the library gets the four chunks that decide the pixels.
 * @throws InputError naming the file and the chunk
 */
export function decodePng(bytes: Buffer, file: string): Pixels {
  const { header, chunks, data } = readChunks(bytes, file);
  const { height, width, depth } = header;
  decoding(file, "PNG", () => {
    const { length } = inflateSync(data, { maxOutputLength: header.bytes });
    if (length !== header.bytes) throw new Error(`it has ${length} of ${header.bytes} bytes of image data`);
  });
  // Types of pngjs know Buffer alone; 16-bit samples come in a Uint16Array.
  const options = { checkCRC: false, skipRescale: depth === 16 };
  const samples = decoding(file, "PNG", () => pngjs().PNG.sync.read(Buffer.concat([PNG_SIGNATURE, ...chunks]), options))
    .data as Uint8Array | Uint16Array;
  const rgba = samples instanceof Uint16Array ? Uint8Array.from(samples, (sample) => sample >> 8) : samples;
  return { height, width, rgba };
}

/** The header, the chunks that decide the pixels, and the packed image data; every chunk is checked. */
function readChunks(bytes: Buffer, file: string) {
  const fail = (rule: string): never => {
    throw new InputError(PART, `${file}: the PNG is damaged: ${rule}`);
  };
  const chunks: Buffer[] = [];
  const data: Buffer[] = [];
  let header: Header | undefined;
  for (let offset = PNG_SIGNATURE.length; ; ) {
    if (offset + 12 > bytes.length) fail(`truncated, a chunk begins at byte ${offset} of ${bytes.length}`);
    const end = offset + 12 + bytes.readUInt32BE(offset);
    const type = bytes.toString("latin1", offset + 4, offset + 8);
    if (!/^[A-Za-z]{4}$/.test(type)) fail(`no chunk begins at byte ${offset}`);
    if (end > bytes.length) fail(`truncated, chunk ${type} ends at byte ${end} of ${bytes.length}`);
    if (crc32(bytes.subarray(offset + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) {
      fail(`wrong checksum of chunk ${type} at byte ${offset}`);
    }
    const content = bytes.subarray(offset + 8, end - 4);
    if ((type === "IHDR") !== (header === undefined)) fail(`IHDR must be its first chunk and its only one`);
    if (type === "IHDR") header = readHeader(content, file, fail);
    if (type === "IDAT") data.push(content);
    if (/^[A-Z]/.test(type)) chunks.push(bytes.subarray(offset, end));
    offset = end;
    if (type === "IEND") break;
  }
  if (data.length === 0) fail("it has no image data");
  return { header: header as Header, chunks, data: Buffer.concat(data) };
}

function readHeader(content: Buffer, file: string, fail: (rule: string) => never): Header {
  if (content.length !== 13) fail(`IHDR must have 13 bytes, got ${content.length}`);
  const [width, height] = [content.readUInt32BE(0), content.readUInt32BE(4)];
  checkSize(file, height, width);
  const [depth = 0, type = 0, compression, filter, interlace = 0] = content.subarray(8);
  const colour = COLOURS[type];
  if (!colour?.depths.includes(depth)) return fail(`there is no colour type ${type} of ${depth} bits`);
  if (compression !== 0 || filter !== 0 || interlace > 1)
    fail("its compression, filter or interlace method is unknown");
  const rows = (columns: number, count: number): number =>
    columns > 0 && count > 0 ? count * (1 + Math.ceil((columns * colour.samples * depth) / 8)) : 0;
  const bytes = interlace
    ? ADAM7.reduce((sum, [x, y, dx, dy]) => sum + rows(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)), 0)
    : rows(width, height);
  return { height, width, depth, bytes };
}
