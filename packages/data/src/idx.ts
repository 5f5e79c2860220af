import { InputError } from "@assay/kernels";

/** An array of unsigned bytes as an IDX file holds it. */
export interface IdxArray {
  /** Extents, the outermost first: [60000, 28, 28]. */
  readonly shape: readonly number[];
  /** The elements, row-major; a view of the bytes that were read. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, "0")}`;

/** What the header of an IDX file promises. */
export interface IdxHeader {
  readonly shape: readonly number[];
  /** Number of elements, one byte each. */
  readonly count: number;
  /** Where the elements begin. */
  readonly start: number;
}

/**
 * Reads the header of an IDX file of unsigned bytes (Yann LeCun's format): two zero bytes, the element type (0x08), the number
 * of dimensions, each extent as a big-endian u32.
 *
 * @param bytes the file, or its beginning
 * @param file its name, for errors
 * @param dimensions how many dimensions it must have; any number from 1 when left out
 * @param part who speaks in an error
 * @throws InputError naming the file, the byte and the rule: wrong magic, a header cut off
 */
export function readIdxHeader(bytes: Uint8Array, file: string, dimensions?: number, part = "data/idx"): IdxHeader {
  const fail = (rule: string): never => {
    throw new InputError(part, `${file}: ${rule}`);
  };
  if (bytes.length < 4) fail(`the magic number is the first 4 bytes, but the file ends at byte ${bytes.length}`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = header.getUint32(0);
  const rank = magic & 0xff;
  if (magic >>> 8 !== UNSIGNED_BYTE || rank === 0 || rank !== (dimensions ?? rank)) {
    const expected = dimensions === undefined ? "0x000008 and a count of dimensions" : hex(0x800 + dimensions, 8);
    fail(`magic number at byte 0 must be ${expected}, got ${hex(magic, 8)}`);
  }

  const start = 4 + 4 * rank;
  if (bytes.length < start) {
    fail(`the ${rank} extents fill bytes 4 to ${start - 1}, but the file ends at byte ${bytes.length}`);
  }
  const shape = Array.from({ length: rank }, (_, axis) => header.getUint32(4 + 4 * axis));
  return { shape, count: shape.reduce((product, extent) => product * extent, 1), start };
}

/**
 * Reads an IDX file of unsigned bytes: the header, then the elements. Nothing is copied.
 *
 * @param bytes the whole file
 * @param file its name, for errors
 * @param dimensions how many dimensions it must have; any number from 1 when left out
 * @param part who speaks in an error
 * @throws InputError naming the file, the byte and the rule: wrong magic, truncated or trailing bytes
 */
export function readIdx(bytes: Uint8Array, file: string, dimensions?: number, part = "data/idx"): IdxArray {
  const { shape, count, start } = readIdxHeader(bytes, file, dimensions, part);
  if (bytes.length !== start + count) {
    const problem = bytes.length < start + count ? "truncated" : "too long";
    const promise = `${shape.join(" × ")} elements from byte ${start} end at byte ${start + count}`;
    throw new InputError(part, `${file}: ${problem}: ${promise}, but the file ends at byte ${bytes.length}`);
  }
  return { shape, values: bytes.subarray(start) };
}
