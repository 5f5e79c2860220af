import { basename } from "node:path";
import { InputError } from "@assay/kernels";
import { readMapping } from "../class-names.ts";
import type { Target } from "../contract.ts";
import { loneClass } from "../lone-class.ts";
import { shortList } from "../short-list.ts";
import type { IdxFolder, IdxPair } from "./folder.ts";
import { readHeader, readPacked } from "./packed.ts";

/** The classes of a folder, and the class of each example. */
export interface IdxClasses {
  readonly target: Target & { readonly kind: "class" };
  readonly train: Uint8Array;
  readonly test: Uint8Array;
  /** As a description has it. */
  readonly lone: string | undefined;
}

const PART = "data/idx";

/**
 * Reads the labels: the classes are the distinct labels of the training split in ascending order, whatever number they
 * begin with. Their names: those given, else those of a mapping file, else their numbers unless these are 0, 1, …
 *
 * @param given names of the classes; none where empty
 * @throws InputError for one class alone, a label of the test split alone, another number of names than of classes, and
 *   another number of labels than of images
 */
export function readClasses({ train, test, mapping }: IdxFolder, given: readonly string[]): IdxClasses {
  const labels = readLabels(train);
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const { file } = train.labels;
  if (classes.length < 2) {
    throw new InputError(PART, `${file}: must hold at least two classes, every label is ${classes[0]}`);
  }
  const testLabels = test ? readLabels(test) : new Uint8Array(0);
  const unknown = testLabels.findIndex((label) => !classes.includes(label));
  if (unknown >= 0) {
    const rule = `label ${unknown} must be one of the training split's, got ${testLabels[unknown]}`;
    throw new InputError(PART, `${test?.labels.file}: ${rule}`, [], `${file} holds ${shortList(classes)}`);
  }
  const indices = Uint8Array.from({ length: 256 }, (_, label) => Math.max(classes.indexOf(label), 0));
  const names = namesOf(classes, given, mapping);
  const trained = labels.map((label) => indices[label] as number);
  const lone = loneClass(
    trained,
    classes.length,
    (label, i) => `only label ${i} of ${file} is ${classes[label]}: it may be damaged`,
  );
  return {
    target: { kind: "class", classes: classes.length, ...(names ? { names } : {}) },
    train: trained,
    test: testLabels.map((label) => indices[label] as number),
    lone,
  };
}

function readLabels({ images, labels }: IdxPair): Uint8Array {
  const [count = 0] = readHeader(images).shape;
  const { values } = readPacked(labels);
  if (count === 0) throw new InputError(PART, `${images.file}: must hold at least one image, got 0`);
  if (count === values.length) return values;
  const rule = `must hold a label for each of the ${count} images of ${images.file}, got ${values.length}`;
  throw new InputError(PART, `${labels.file}: ${rule}`);
}

function namesOf(classes: readonly number[], given: readonly string[], mapping: string | undefined) {
  if (given.length > 0) {
    if (given.length === classes.length) return given;
    const rule = `class_names must have a name for each of the ${classes.length} classes, got ${given.length}`;
    throw new InputError(PART, rule, ["class_names"], `the labels are ${shortList(classes)}`);
  }
  if (mapping === undefined) return classes.some((label, i) => label !== i) ? classes.map(String) : undefined;
  const file = basename(mapping);
  const names = readMapping(mapping, file, PART);
  return classes.map((label) => {
    const name = names.get(label);
    if (name === undefined)
      throw new InputError(PART, `${file}: must name label ${label}, which the training split has`);
    return name;
  });
}
