import { readdirSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "@assay/kernels";
import { unreadable } from "../read-bytes.ts";
import type { IdxFile } from "./packed.ts";

/** Images, and a label for each. */
export interface IdxPair {
  readonly images: IdxFile;
  readonly labels: IdxFile;
}

/** What a folder holds of one dataset. */
export interface IdxFolder {
  /** What its files' names begin with: "" or "emnist-letters-". */
  readonly prefix: string;
  readonly train: IdxPair;
  readonly test: IdxPair | undefined;
  /** EMNIST's file of what each label stands for. */
  readonly mapping: string | undefined;
}

const PART = "data/idx";
const NAME = /^(.*?)(train|t10k|test)-(images|labels)[-.]idx([134])-ubyte(\.gz)?$/;
const USUAL = "train-images-idx3-ubyte[.gz], train-labels-idx1-ubyte[.gz] and, for the test split, the two of t10k";

interface Found extends IdxFile {
  readonly prefix: string;
  /** train-images, train-labels, test-images or test-labels. */
  readonly role: string;
  readonly packed: boolean;
}

/**
 * Finds the files of a folder by their names: the usual four, as MNIST, Fashion-MNIST, KMNIST and EMNIST have them. Of a file
 * that is there both packed and unpacked, the unpacked one is read.
 *
 * @param chosen the prefix of the dataset; "" where the folder holds one alone
 * @throws InputError where the folder or a file is missing, or several datasets are there and none is chosen
 */
export function findIdx(folder: string, chosen: string): IdxFolder {
  const names = list(folder);
  const found = names.flatMap((name) => recognized(folder, name));
  const prefixes = [...new Set(found.map(({ prefix }) => prefix))];
  const prefix = prefixes.length === 1 && chosen === "" ? (prefixes[0] as string) : chosen;
  if (prefixes.length === 0) throw new InputError(PART, `${folder}: holds no IDX files`, ["path"], `it needs ${USUAL}`);
  if (!prefixes.includes(prefix)) {
    const rule = chosen === "" ? "holds several datasets" : `holds no files that begin with "${chosen}"`;
    throw new InputError(
      PART,
      `${folder}: ${rule}`,
      [chosen === "" ? "path" : "prefix"],
      `prefix can be ${prefixes.map((one) => `"${one}"`).join(", ")}`,
    );
  }

  const own = found.filter((file) => file.prefix === prefix);
  const one = (role: string): Found | undefined => {
    const files = own.filter((file) => file.role === role);
    const unpacked = files.filter(({ packed }) => !packed);
    const [first, second] = unpacked.length > 0 ? unpacked : files;
    if (!second) return first;
    throw new InputError(PART, `${first?.file}: ${second.file} has the same part, only one may be there`);
  };
  const pair = (split: "train" | "test"): IdxPair | undefined => {
    const [images, labels] = [one(`${split}-images`), one(`${split}-labels`)];
    if (images && labels) return { images, labels };
    const only = images ?? labels;
    if (!only) return undefined;
    const missing = images
      ? only.file.replace(/images([-.])idx\d/, "labels$1idx1")
      : only.file.replace(/labels([-.])idx1/, "images$1idx3");
    throw new InputError(PART, `${missing}: is missing, beside ${only.file}`, ["path"]);
  };
  const train = pair("train");
  if (!train) throw new InputError(PART, `${prefix}train-images-idx3-ubyte: is missing`, ["path"], `it needs ${USUAL}`);
  const mapping = `${prefix}mapping.txt`;
  return { prefix, train, test: pair("test"), mapping: names.includes(mapping) ? join(folder, mapping) : undefined };
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") throw new InputError(PART, `${folder}: must be a folder, it is a file`, ["path"]);
    throw unreadable(error, folder, PART).within("path");
  }
}

function recognized(folder: string, file: string): readonly Found[] {
  const [, prefix = "", split, content, dimensions, gz] = NAME.exec(file) ?? [];
  if (split === undefined || (content === "labels") !== (dimensions === "1")) return [];
  const role = `${split === "train" ? "train" : "test"}-${content}`;
  return [{ path: join(folder, file), file, dimensions: Number(dimensions), prefix, role, packed: gz !== undefined }];
}
