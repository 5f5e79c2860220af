import { ResultError, reasonOf } from "./errors.ts";
import { joined } from "./joined.ts";
import { parseJson } from "./parse-json.ts";
import { readWhole } from "./read-whole.ts";

/**
 * The safetensors format (https://huggingface.co/docs/safetensors): the header's length as a little-endian u64, the
 * header as JSON padded with blanks to a multiple of 8, then the tensors' bytes without gaps, little endian as every machine
 * that the engine runs on. Here a tensor is F32 or F64; those of a model are F32.
 */
export interface NamedTensor<Values = Float32Array> {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Values;
}

export interface TensorFile<Values = Float32Array> {
  readonly tensors: readonly NamedTensor<Values>[];
  readonly metadata: Readonly<Record<string, string>>;
}

type Floats = Float32Array | Float64Array;
type Dtype = "F32" | "F64";

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const LONGEST_HEADER = 100_000_000; // as in the reference implementation
const WIDTHS: Readonly<Record<Dtype, number>> = { F32: 4, F64: 8 };

/** A file in one piece. @throws ResultError when a name occurs twice or a shape does not match its values. */
export const encodeSafetensors = (file: TensorFile<Floats>): Uint8Array => joined(piecesOf(file));

/**
 * The pieces of a file: the header, then each tensor's own bytes, which are not copied: there may be gigabytes of them.
 * @throws ResultError likewise
 */
export function piecesOf({ tensors, metadata }: TensorFile<Floats>): [Uint8Array, ...Uint8Array[]] {
  const header: Record<string, unknown> = Object.create(null);
  header.__metadata__ = metadata;
  let end = 0;
  for (const { name, shape, values } of tensors) {
    if (name in header) throw fault(`tensor "${name}" occurs twice`);
    if (product(shape) !== values.length) throw fault(`tensor "${name}" is [${shape}] but has ${values.length} values`);
    const dtype = values instanceof Float64Array ? "F64" : "F32";
    header[name] = { dtype, shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const head = new Uint8Array(start).fill(0x20, 8);
  new DataView(head.buffer).setBigUint64(0, BigInt(start - 8), true);
  head.set(text, 8);
  return [head, ...tensors.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength))];
}

/** Reads a model: the same, where every tensor is F32. @throws ResultError naming what is wrong with the bytes. */
export function decodeSafetensors(bytes: Uint8Array): TensorFile {
  const { tensors, metadata } = decodeTensors(bytes);
  const wide = tensors.find(({ values }) => values instanceof Float64Array);
  if (wide) throw fault(`tensor "${wide.name}" is "F64"; a model has only F32`);
  return { tensors: tensors as NamedTensor[], metadata };
}

/**
 * Reads what `encodeSafetensors` writes. Lengths, bounds, overlaps and gaps are checked before a tensor is allocated.
 *
 * @throws ResultError naming what is wrong with the bytes.
 */
export function decodeTensors(bytes: Uint8Array): TensorFile<Floats> {
  if (bytes.length < 8) throw fault(`the file has ${bytes.length} bytes, fewer than a header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const declared = view.getBigUint64(0, true);
  if (declared > BigInt(Math.min(LONGEST_HEADER, bytes.length - 8))) {
    throw fault(`the header claims ${declared} bytes, the file has ${bytes.length}`);
  }
  const start = 8 + Number(declared);
  const { metadata, entries } = readHeader(bytes.subarray(8, start));
  checkLayout(entries, bytes.length - start);
  const tensors = entries.map(({ name, dtype, shape, begin, end }) => {
    const { buffer } = Uint8Array.from(bytes.subarray(start + begin, start + end));
    return { name, shape, values: dtype === "F64" ? new Float64Array(buffer) : new Float32Array(buffer) };
  });
  return { tensors, metadata };
}

/** @throws ResultError naming the file and what is wrong with it. */
export function readSafetensors(file: string): TensorFile {
  try {
    return decodeSafetensors(readWhole(file));
  } catch (error) {
    throw new ResultError(`[runs/store] cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

function readHeader(bytes: Uint8Array): { metadata: Record<string, string>; entries: Entry[] } {
  let header: unknown;
  try {
    header = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw fault(`the header ${error instanceof ResultError ? error.message : "is not UTF-8"}`);
  }
  if (!isObject(header)) throw fault("the header is not an object");
  const { __metadata__: metadata = {}, ...rest } = header;
  if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === "string")) {
    throw fault("__metadata__ must hold texts");
  }
  const entries = Object.entries(rest).map(([name, entry]) => readEntry(name, entry));
  return { metadata: metadata as Record<string, string>, entries };
}

function readEntry(name: string, entry: unknown): Entry {
  if (!isObject(entry)) throw fault(`tensor "${name}" is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== "F32" && dtype !== "F64") {
    throw fault(`tensor "${name}" is ${JSON.stringify(dtype)}; only F32 and F64 are read`);
  }
  if (!isCounts(shape)) throw fault(`tensor "${name}" has the shape ${JSON.stringify(shape)}`);
  if (!isCounts(offsets) || offsets.length !== 2) throw fault(`tensor "${name}" lies at ${JSON.stringify(offsets)}`);
  const [begin = 0, end = 0] = offsets;
  if (begin > end || end - begin !== product(shape) * WIDTHS[dtype]) {
    throw fault(`tensor "${name}" of shape [${shape}] cannot fill the bytes ${begin} to ${end}`);
  }
  return { name, dtype, shape, begin, end };
}

/** Every byte of the data belongs to exactly one tensor. */
function checkLayout(entries: readonly Entry[], available: number): void {
  let covered = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) throw fault(`tensor "${name}" begins at ${begin}, expected ${covered}: an overlap or a gap`);
    covered = end;
  }
  if (covered !== available) throw fault(`the tensors need ${covered} bytes, the file has ${available}`);
}

const fault = (what: string) => new ResultError(`[runs/safetensors] ${what}`);
const product = (shape: readonly number[]) => shape.reduce((size, extent) => size * extent, 1);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
