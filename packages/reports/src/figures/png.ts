import { crc32, deflateSync } from "node:zlib";

/** A picture, row by row: 1 byte a pixel (grey) or 3 (red, green, blue). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/**
 * A picture as a PNG (RFC 2083): unfiltered rows of 8 bits a value, compressed. A run's report has 50 ms for all its pictures, of
 * which pngjs takes 90 before its code is warm.
 */
export function encodePng({ width, height, channels, pixels }: Picture): Buffer {
  const stride = width * channels;
  const rows = Buffer.alloc(height * (stride + 1)); // before each row stands its filter: 0, none
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, channels === 1 ? 0 : 2, 0, 0, 0], 8); // bits; grey or colour; the only compression, filter method; not interlaced
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Length, name, data, and the checksum of name and data. */
function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
