import { fstatSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, writeCache } from "./cache-file.ts";
import { COLUMN_ARRAYS } from "./column-arrays.ts";
import type { Column, Dataset, Split } from "./contract.ts";
import { sha256, sha256OfAll } from "./hash.ts";
import { fill, withFile } from "./read-bytes.ts";

/** Changes when the form of the files does. */
const MAGIC = "assay-decoded 1\n";
/** The magic, a SHA-256 in hex and the length of the header in 8 hex digits. */
const PREFIX = MAGIC.length + 64 + 8;
/** What was not used for so many days is removed. */
const MAX_DAYS = 60;
/** What was used longest ago is removed where all of it is larger. */
const MAX_BYTES = 8 * 2 ** 30;

/** The last one, so that describing and loading the data decodes it once. */
let last: { readonly key: string; readonly dataset: Dataset } | undefined;

/**
 * What `decode` gives, kept between processes: in memory, and in a file `assay/decoded/<SHA-256 of the key>` of the user's cache
 * folder. A file that is damaged, cut off or of another form is not used: the data is decoded again. The arrays are shared
 * between all who ask, so nobody may change them.
 *
 * @param key all that decides the outcome: the data's fingerprint, the options that change the decoding, and a version that
 *   changes when the decoding does
 * @param decode called where nothing is kept. What it gives may have more than a Dataset has, if JSON can express it
 * @throws what `decode` throws
 */
export function decodedCache<D extends Dataset>(key: string, decode: () => D): D {
  if (last?.key === key) return last.dataset as D;
  const folder = cacheFolder("decoded");
  const file = folder === undefined ? undefined : join(folder, sha256(key));
  let dataset = file === undefined ? undefined : (read(file, key) as D | undefined);
  if (dataset) {
    markUsed(file as string);
  } else {
    dataset = decode();
    if (file !== undefined) writeCache(file, piecesOf(key, dataset));
    if (folder !== undefined) prune(folder);
  }
  last = { key, dataset };
  return dataset;
}

const columnsOf = ({ train, test }: Dataset): readonly Column[] => [
  train.inputs,
  train.targets,
  test.inputs,
  test.targets,
];

const bytesOf = ({ buffer, byteOffset, byteLength }: Column["values"]): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A split as JSON keeps it: each column with the number of its values. */
const withoutValues = ({ count, inputs, targets }: Split) => ({
  count,
  inputs: { ...inputs, values: { length: inputs.values.length } },
  targets: { ...targets, values: { length: targets.values.length } },
});

/** The file: magic, SHA-256 of all that follows it, length of the header, header (JSON), the values of the four columns. */
function piecesOf(key: string, dataset: Dataset): readonly Uint8Array[] {
  const { train, test } = dataset;
  const whole = { key, dataset: { ...dataset, train: withoutValues(train), test: withoutValues(test) } };
  const header = Buffer.from(JSON.stringify(whole));
  const length = Buffer.from(header.length.toString(16).padStart(8, "0"));
  const content = [length, header, ...columnsOf(dataset).map(({ values }) => bytesOf(values))];
  return [Buffer.from(MAGIC + sha256OfAll(content)), ...content];
}

/** The dataset of a file; undefined where there is none, or not exactly what was written. */
function read(file: string, key: string): Dataset | undefined {
  try {
    return withFile(file, (descriptor) => parse(descriptor, key));
  } catch {
    return undefined;
  }
}

function parse(descriptor: number, key: string): Dataset | undefined {
  const { size } = fstatSync(descriptor);
  const prefix = readPiece(descriptor, PREFIX);
  const length = prefix.subarray(MAGIC.length + 64);
  const headerLength = Number.parseInt(length.toString(), 16);
  if (prefix.subarray(0, MAGIC.length).toString() !== MAGIC || !(headerLength <= size - PREFIX)) return undefined;
  const header = readPiece(descriptor, headerLength);
  const { key: kept, dataset } = JSON.parse(header.toString()) as { key: string; dataset: Dataset };
  if (kept !== key) return undefined;
  const columns = columnsOf(dataset);
  const promised = columns.reduce(
    (sum, { dtype, values }) => sum + values.length * COLUMN_ARRAYS[dtype].BYTES_PER_ELEMENT,
    0,
  );
  if (promised !== size - PREFIX - headerLength) return undefined; // before anything is allocated
  for (const column of columns) {
    const values = new COLUMN_ARRAYS[column.dtype](column.values.length);
    fill(descriptor, bytesOf(values));
    Object.assign(column, { values });
  }
  const digest = sha256OfAll([length, header, ...columns.map(({ values }) => bytesOf(values))]);
  return digest === prefix.subarray(MAGIC.length, MAGIC.length + 64).toString() ? dataset : undefined;
}

function readPiece(descriptor: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  fill(descriptor, bytes); // where the file ends early, the digest differs
  return bytes;
}

function markUsed(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Of another user: it is theirs to remove.
  }
}

/** Removes what was not used for long, and then what was used longest ago, until the rest is small enough. */
function prune(folder: string): void {
  try {
    const files = readdirSync(folder)
      .map((name) => join(folder, name))
      .map((file) => ({ file, size: statSync(file).size, used: statSync(file).mtimeMs }))
      .sort((a, b) => b.used - a.used);
    const oldest = Date.now() - MAX_DAYS * 24 * 3600 * 1000;
    let total = 0;
    for (const { file, size, used } of files) {
      total += size;
      if (total > MAX_BYTES || used < oldest) rmSync(file, { force: true });
    }
  } catch {
    // Another process removes at the same time, or nothing could be written.
  }
}
