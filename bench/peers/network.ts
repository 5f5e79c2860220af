import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Column, type Dataset, normalization } from "@assay/data";
import type { ExperimentSpec, PartSpec } from "@assay/experiment";
import { UsageError } from "@assay/runs";
import { type PreparedRun, planTraining, readDataset } from "@assay/training";

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

/** A whole training. */
export interface Recipe extends Network {
  readonly epochs: number;
  /** The learning rate of every step. */
  readonly rates: readonly number[];
  readonly testImages: string;
  readonly testLabels: string;
}

/** A dataset of images as files that any language reads. */
export interface DataFiles extends Pick<Recipe, "images" | "labels" | "testImages" | "testLabels"> {
  readonly dataset: Dataset;
}

/** Writes the data of a spec into a folder. */
export function writeData(prepared: PreparedRun, folder: string): DataFiles {
  const dataset = readDataset(prepared);
  const write = (name: string, { values }: Column): string => {
    const file = join(folder, `${name}.u8`);
    writeFileSync(file, values as Uint8Array);
    return file;
  };
  const { train, test } = dataset;
  return {
    dataset,
    images: write("images", train.inputs),
    labels: write("labels", train.targets),
    testImages: write("test-images", test.inputs),
    testLabels: write("test-labels", test.targets),
  };
}

/** @throws as describeNetwork does */
export function describeRecipe({ loaded, parts }: PreparedRun, files: DataFiles): Recipe {
  const network = describeNetwork(loaded.spec, files);
  const { epochs, steps } = parts.plan;
  if (parts.watched)
    throw new UsageError("bench", `${loaded.spec.name}: a peer's rates do not follow ${parts.watched.monitor}`);
  const rates = Array.from({ length: steps }, (_, step) => parts.schedule(step, []));
  const { testImages, testLabels } = files;
  return { ...network, epochs, rates, testImages, testLabels };
}

/** Whether a training is more than shuffled batches and an update after each. */
const isUnusual = ({ sampling, drop_last, accumulate, gradient_clip, ema }: ExperimentSpec["training"]): boolean =>
  sampling !== "shuffle" || drop_last || accumulate > 1 || gradient_clip !== undefined || ema !== undefined;

/** @throws if the spec asks for what a peer's step does not do */
export function describeNetwork(spec: ExperimentSpec, { dataset, images, labels }: DataFiles): Network {
  const { type, ...adam } = spec.optimizer;
  const unlike = [
    type !== "adam" && `optimizer ${type}`,
    adam.amsgrad && "amsgrad",
    (spec.loss.type !== "cross_entropy" || spec.loss.label_smoothing !== 0) && "a loss other than plain cross_entropy",
    spec.augmentation.length > 0 && "augmentation",
    spec.data.validation > 0 && "a validation split",
    isUnusual(spec.training) && "more of training than epochs and a batch size",
  ].filter((what) => what);
  if (unlike.length > 0)
    throw new UsageError(
      "bench",
      `${spec.name}: a peer's step does not know ${unlike.join(", ")}`,
      "take it out of the net",
    );
  const everything = Int32Array.from({ length: dataset.train.count }, (_, i) => i);
  const { inputs } = dataset.train;
  const [scale, shift] = normalization(spec.data.normalize, "all", inputs, everything) as unknown as [number, number];
  const { batch } = planTraining(spec.training, dataset.train.count);
  return { input: inputs.shape, architecture: spec.architecture, batch, scale, shift, adam, images, labels };
}
