import { constants, gunzipSync } from "node:zlib";
import { InputError } from "@assay/kernels";
import { type IdxArray, type IdxHeader, readIdx, readIdxHeader } from "../idx.ts";
import { readBytes } from "../read-bytes.ts";

/** An IDX file on disk, packed by gzip or not. */
export interface IdxFile {
  readonly path: string;
  /** Its name, for errors. */
  readonly file: string;
  /** How many dimensions it must have. */
  readonly dimensions: number;
}

const PART = "data/idx";
/** No array is larger: a training has no more memory. */
const MAX_BYTES = 2 ** 32;
/** Enough of a file, packed or not, to hold the header. */
const START = 4096;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The header of a file, of which only the beginning is read. @throws InputError naming the file */
export function readHeader({ path, file, dimensions }: IdxFile): IdxHeader {
  return headerOf(readBytes(path, file, PART, undefined, START), file, dimensions);
}

/** Reads a file. No more is unpacked than its header promises. @throws InputError naming the file */
export function readPacked({ path, file, dimensions }: IdxFile): IdxArray {
  const bytes = readBytes(path, file, PART);
  if (!isGzip(bytes)) return readIdx(bytes, file, dimensions);
  const { shape, count, start } = headerOf(bytes.subarray(0, START), file, dimensions);
  const unpacked = gunzip(bytes, file, { maxOutputLength: start + count }, shape);
  return readIdx(unpacked, file, dimensions);
}

function headerOf(beginning: Uint8Array, file: string, dimensions: number): IdxHeader {
  const bytes = isGzip(beginning)
    ? gunzip(beginning, file, { finishFlush: constants.Z_SYNC_FLUSH }) // as far as it goes
    : beginning;
  const header = readIdxHeader(bytes, file, dimensions);
  if (header.count <= MAX_BYTES) return header;
  const gib = Math.ceil(header.count / 2 ** 30);
  throw new InputError(PART, `${file}: must hold at most 4 GiB, its header promises ${gib} GiB`);
}

function gunzip(bytes: Uint8Array, file: string, options: object, shape: readonly number[] = []): Uint8Array {
  try {
    const { buffer, byteOffset, byteLength } = gunzipSync(bytes, options);
    return new Uint8Array(buffer, byteOffset, byteLength); // no Buffer
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const tooLong = code === "ERR_BUFFER_TOO_LARGE";
    const rule = tooLong
      ? `too long: unpacked, it holds more than the ${shape.join(" × ")} elements of its header`
      : `the gzip data is damaged (${message})`;
    throw new InputError(PART, `${file}: ${rule}`, [], "unpack it with gunzip to check it, or download it again");
  }
}
