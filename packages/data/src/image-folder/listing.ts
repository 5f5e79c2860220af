import { type Dirent, existsSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError } from "@assay/kernels";
import { unreadable } from "../read-bytes.ts";
import { shortList } from "../short-list.ts";

const PART = "data/image_folder";

/** A file of a class. */
export interface ImageFile {
  readonly path: string;
  /** What it is called in an error: "train/cat/1.png". */
  readonly file: string;
  /** Its class, and where it is within: "cat/1.png". */
  readonly member: string;
  /** Index of its class. */
  readonly label: number;
}

/** The images of a folder, class after class, each in code-unit order of their paths. */
export interface ImageListing {
  readonly classes: readonly string[];
  readonly train: readonly ImageFile[];
  /** Undefined where there is no test split. */
  readonly test: readonly ImageFile[] | undefined;
}

const IMAGE = /\.(png|jpe?g)$/i;
const IGNORED = /^(\..*|thumbs\.db|desktop\.ini)$/i;

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly kind: "folder" | "file" | "other";
}

/** A folder, and how what is in it is called in an error. */
interface Folder {
  readonly path: string;
  readonly shown: string;
  /** The option that names it, or the folder that it is in; undefined deeper down. */
  readonly option?: "path" | "test";
}

/**
 * Finds the images of a folder: a folder a class, or such folders below `train` and `test`.
 * @param test a second folder with the same classes
 * @throws InputError naming the folder or file: no classes or one alone, an empty one, a class of the test split alone, a
 *   file that is no image, a loop of symbolic links
 */
export function listImages(path: string, test: string | undefined): ImageListing {
  const second = (folder: string): Folder => ({ path: folder, shown: `${basename(folder)}/`, option: "test" });
  const root: Folder = { path, shown: "", option: "path" };
  const folders = list(root).filter(({ kind }) => kind === "folder");
  const train = folders.find(({ name }) => name === "train");
  if (!train || !list({ path: train.path, shown: "train/" }).some(({ kind }) => kind === "folder")) {
    return listSplits(root, test === undefined ? undefined : second(test));
  }
  const other = folders.find(({ name }) => name !== "train" && name !== "test");
  if (other) {
    const hint = `for another test split: path: ${train.path}, test: ${other.path}`;
    throw new InputError(PART, `${other.name}: beside "train" there may only be "test"`, ["path"], hint);
  }
  const own = folders.find(({ name }) => name === "test");
  if (own && test !== undefined) {
    throw new InputError(PART, `test must be left out, ${path} has a folder "test" already`, ["test"]);
  }
  const below = (entry: Entry): Folder => ({ path: entry.path, shown: `${entry.name}/`, option: "path" });
  return listSplits(below(train), test === undefined ? own && below(own) : second(test));
}

function listSplits(train: Folder, test: Folder | undefined): ImageListing {
  const classes = classesOf(train).map(({ name }) => name);
  if (classes.length < 2) {
    const found = classes.length === 0 ? "it has none" : `it has "${classes[0]}" alone`;
    throw new InputError(PART, `${train.path}: must have a folder for each of two classes or more, ${found}`, ["path"]);
  }
  return { classes, train: filesOf(train, classes), test: test && filesOf(test, classes) };
}

/** The folders of the classes. Files beside them may be a licence, but no images. */
function classesOf(folder: Folder): readonly Entry[] {
  const entries = list(folder);
  const stray = entries.find(({ name, kind }) => kind !== "folder" && IMAGE.test(name));
  if (!stray) return entries.filter(({ kind }) => kind === "folder");
  const hint = `${folder.option ?? "path"} is the folder that holds the folders of the classes`;
  throw new InputError(PART, `${folder.shown}${stray.name}: must be in the folder of its class`, at(folder), hint);
}

function filesOf(folder: Folder, classes: readonly string[]): readonly ImageFile[] {
  const folders = classesOf(folder);
  if (folders.length === 0) {
    throw new InputError(PART, `${folder.path}: must have a folder for each class, it has none`, at(folder));
  }
  return folders.flatMap(({ name, path }) => {
    const label = classes.indexOf(name);
    const shown = `${folder.shown}${name}`;
    if (label < 0) {
      const hint = `these are ${shortList(classes)}`;
      throw new InputError(PART, `${shown}: must be a class of the training split`, [], hint);
    }
    const members = walk({ path, shown: `${shown}/` }, `${name}/`, []);
    if (members.length === 0) throw new InputError(PART, `${shown}: must hold images, it has none`);
    return members
      .map((member) => ({ ...member, label }))
      .sort((a, b) => (a.member < b.member ? -1 : a.member > b.member ? 1 : 0));
  });
}

/** Every image in and below a folder. */
function walk(folder: Folder, member: string, above: readonly string[]): Omit<ImageFile, "label">[] {
  const entries = list(folder);
  const real = realpathSync(folder.path);
  if (above.includes(real)) throw new InputError(PART, `${folder.shown}: is a loop of symbolic links`);
  return entries.flatMap(({ name, path, kind }) => {
    const shown = folder.shown + name;
    if (kind === "folder") return walk({ path, shown: `${shown}/` }, `${member}${name}/`, [...above, real]);
    if (kind === "other") throw new InputError(PART, `${shown}: must be a file`);
    if (IMAGE.test(name)) return { path, file: shown, member: member + name };
    throw new InputError(PART, `${shown}: must be an image, .png, .jpg or .jpeg`, [], "convert it, or move it away");
  });
}

const at = ({ option }: Folder): readonly string[] => (option === undefined ? [] : [option]);

/** What is in a folder but hidden files, in code-unit order. */
function list(folder: Folder): readonly Entry[] {
  const { path, shown, option } = folder;
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const named = option === undefined ? shown : path;
    if (existsSync(path) && !statSync(path).isDirectory()) {
      throw new InputError(PART, `${named}: must be a folder, it is a file`, at(folder));
    }
    throw unreadable(error, named, PART).within(...at(folder));
  }
  return entries
    .filter(({ name }) => !IGNORED.test(name))
    .map((entry) => ({ name: entry.name, path: join(path, entry.name), kind: kindOf(entry, path, shown) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function kindOf(entry: Dirent, folder: string, shown: string): Entry["kind"] {
  const target = entry.isSymbolicLink() ? follow(join(folder, entry.name), shown + entry.name) : entry;
  return target.isDirectory() ? "folder" : target.isFile() ? "file" : "other";
}

function follow(path: string, shown: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw unreadable(error, shown, PART);
  }
}
