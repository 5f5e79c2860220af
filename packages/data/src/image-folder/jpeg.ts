import { createRequire } from "node:module";
import { InputError } from "@assay/kernels";
import type * as JpegJs from "jpeg-js";
import { checkSize, decoding, PART, type Pixels } from "./pixels.ts";

export const JPEG_SIGNATURE = Buffer.from([0xff, 0xd8, 0xff]);

/** Loaded with the first image: a command that reads none starts without it. */
const jpegjs = (): typeof JpegJs => createRequire(import.meta.url)("jpeg-js");

/** Frames of Huffman codes: baseline, extended, progressive. */
const SUPPORTED = [0xc0, 0xc1, 0xc2];
/** Begins what is coded; the frame header stands before it. */
const SCAN = 0xda;
/** Markers that are no frame though they lie between: Huffman tables, a reserved one, arithmetic tables. */
const NO_FRAME = [0xc4, 0xc8, 0xcc];

/**
 * Decodes a JPEG. The library computes in whole numbers and with + - × alone, so the pixels are the same on every machine;
 * they may differ by a few steps from another decoder's. An orientation in the EXIF data is not looked at.
 * @throws InputError naming the file
 */
export function decodeJpeg(bytes: Buffer, file: string): Pixels {
  checkFrame(bytes, file);
  const options = { useTArray: true, maxResolutionInMP: 2 ** 10, maxMemoryUsageInMB: 2 ** 12 } as const;
  const { height, width, data } = decoding(file, "JPEG", () => jpegjs().decode(bytes, options));
  return { height, width, rgba: data };
}

/** Walks to the first scan, and checks what the one frame header before it promises. */
function checkFrame(bytes: Buffer, file: string): void {
  const fail = (rule: string): never => {
    throw new InputError(PART, `${file}: ${rule}`);
  };
  let isChecked = false;
  for (let offset = 2; offset + 9 < bytes.length; ) {
    if (bytes[offset] !== 0xff) break;
    const marker = bytes[offset + 1] as number;
    if (marker === 0xff) {
      offset++; // a fill byte
      continue;
    }
    if (marker === SCAN && isChecked) return;
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.includes(marker)) {
      if (!SUPPORTED.includes(marker)) fail("must be a baseline or progressive JPEG, it is arithmetic or lossless");
      if (bytes[offset + 4] !== 8) fail(`must be a JPEG of 8 bits, got ${bytes[offset + 4]}`);
      const [height, width] = [bytes.readUInt16BE(offset + 5), bytes.readUInt16BE(offset + 7)];
      checkSize(file, height, width);
      // A block of 8 × 8 pixels takes a bit at least. The library would allocate what a header promises.
      if (height * width > bytes.length * 512) {
        fail(`the JPEG is damaged: its ${bytes.length} bytes are too few for ${height} × ${width} pixels`);
      }
      if (isChecked) fail("the JPEG is damaged: it has two frame headers");
      isChecked = true;
    }
    offset += 2 + bytes.readUInt16BE(offset + 2);
  }
  fail(`the JPEG is damaged: it has no ${isChecked ? "scan" : "frame header"}`);
}
