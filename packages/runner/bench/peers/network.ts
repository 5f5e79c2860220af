import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dataset, normalization } from "@assay/data";
import { sizeOf } from "@assay/kernels";
import type { ExperimentSpec, PartSpec } from "../../src/spec/types.ts";

/** A training step as a peer needs it: everything from the spec, so that both sides compute the same. */
export interface Network {
  /** [height, width, channels] */
  readonly input: readonly number[];
  readonly architecture: readonly PartSpec[];
  readonly batch: number;
  /** x = u8 · scale + shift */
  readonly scale: number;
  readonly shift: number;
  /** torch.optim.Adam's arguments. */
  readonly adam: object;
  /** Files of u8: the training split as it is. */
  readonly images: string;
  readonly labels: string;
}

/** The training data as files that any language reads. */
export interface DataFiles {
  readonly dataset: Dataset;
  readonly images: string;
  readonly labels: string;
  remove(): void;
}

/** Writes a dataset's training split into a folder of its own. */
export function writeData(dataset: Dataset): DataFiles {
  const folder = mkdtempSync(join(tmpdir(), "assay-bench-"));
  const [images, labels] = [join(folder, "images.u8"), join(folder, "labels.u8")];
  writeFileSync(images, dataset.train.images);
  writeFileSync(labels, dataset.train.labels);
  return { dataset, images, labels, remove: () => rmSync(folder, { recursive: true }) };
}

/** @throws if the spec asks for what a peer's step does not do */
export function describeNetwork(spec: ExperimentSpec, { dataset, images, labels }: DataFiles): Network {
  const { type, ...adam } = spec.optimizer;
  const unlike = [
    type !== "adam" && `optimizer ${type}`,
    (spec.loss.type !== "cross_entropy" || spec.loss.label_smoothing !== 0) && "a loss other than plain cross_entropy",
    spec.augmentation.length > 0 && "augmentation",
    spec.data.validation > 0 && "a validation split",
  ].filter((what) => what !== false);
  if (unlike.length > 0)
    throw new Error(`[bench/peers] ${spec.name}: a peer's step does not know ${unlike.join(", ")}`);
  const everything = Int32Array.from({ length: dataset.train.count }, (_, i) => i);
  const { scale, shift } = normalization(spec.data.normalize, dataset.train.images, sizeOf(dataset.shape), everything);
  const { architecture, training } = spec;
  return { input: dataset.shape, architecture, batch: training.batch_size, scale, shift, adam, images, labels };
}
