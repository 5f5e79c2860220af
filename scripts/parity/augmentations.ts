import type { augmentations } from "../../packages/data/src/index.ts";
import type { Entry, NamedTest } from "./entry.ts";

const twin: NamedTest = {
  file: "packages/kernels/test/references.test.ts",
  title: "within $tolerance of the reference",
  claim: "a TypeScript twin",
};
const test = (name: string, title: string, claim: string): NamedTest => ({
  file: `packages/data/test/${name}.test.ts`,
  title,
  claim,
});
const images = (title: string, claim: string): NamedTest => test("image-augmentations", title, claim);

const BLACK = "No `fill`: what comes from outside of the image is black.";

export const augmentationEntries = {
  random_affine: {
    theirs: "torchvision.transforms.RandomAffine",
    tests: [
      twin,
      test("random_affine", "shifts by whole pixels along the axis that may shift", "shifts by whole pixels, exactly"),
      test("random_affine", "turns a quarter and shears along y", "a quarter turn and a shear along y, exactly"),
      test("random_affine", "shrinks towards the center", "the center of a magnification"),
    ],
    differences: [
      "No `center`: it is the image's own.",
      BLACK,
      "`translate` may be one number for both axes.",
      "A range whose ends are exchanged is refused; torchvision takes it.",
    ],
  },
  random_crop: {
    theirs: "torchvision.transforms.RandomCrop",
    tests: [
      twin,
      images("moves the image by every number of pixels that the border allows", "every shift, and no other, exactly"),
    ],
    differences: [
      "`size` must be that of the images, which is its default; torchvision crops to any size.",
      "`padding` must be given; torchvision's default is none.",
      "No `pad_if_needed` and `padding_mode`: the border is constant.",
      "`fill` is one byte for all channels; torchvision takes one a channel, too.",
    ],
  },
  random_horizontal_flip: {
    theirs: "torchvision.transforms.RandomHorizontalFlip",
    tests: [
      twin,
      images("leaves an image or mirrors it", "the mirror image, exactly, of a share p within 4 standard deviations"),
    ],
    differences: [],
  },
  elastic: {
    theirs: "torchvision.transforms.ElasticTransform",
    tests: [
      twin,
      test("elastic", "moves %s by up to alpha / 2, evenly", "bound and deviation of an unsmoothed field within 5 %"),
      test(
        "elastic",
        "smoothed, moves by alpha / 2",
        "deviation of a smoothed one within 15 %, its correlation within 0.1",
      ),
    ],
    differences: [
      "`alpha` and `sigma` are one number each; torchvision takes one an axis, too.",
      "No `interpolation`: bilinear.",
      BLACK,
      "A Gaussian wider than the image is reflected again and again; torchvision refuses it.",
    ],
  },
  random_erasing: {
    theirs: "torchvision.transforms.RandomErasing, after Normalize",
    tests: [
      twin,
      images("erases one rectangle, whose area and ratio lie in their ranges", "area and ratio but for whole pixels"),
      images("erases the share p of the images, within 4 deviations", "the share p within 4 standard deviations"),
    ],
    differences: [
      "`value` is one number for all channels, as a normalized input; torchvision takes one a channel, too.",
      "A range whose ends are exchanged is refused; torchvision warns.",
    ],
  },
  gaussian_noise: {
    theirs: "torchvision.transforms.v2.GaussianNoise",
    tests: [
      twin,
      images(
        "of a table has the mean and the deviation",
        "mean and deviation within 2 %, the fourth moment within 5 %",
      ),
    ],
    differences: [
      "No `clip`: images always stay between black and white.",
      "It takes rows of tables, too, where sigma is that of the normalized feature and nothing is cut off.",
    ],
  },
  mixup: {
    theirs: "torchvision.transforms.v2.MixUp",
    tests: [
      twin,
      test("mixing", "mixes inputs and classes of each example", "λ x + (1 − λ) x′ and its classes within 1e-6"),
      test("mixing", "draws shares of Beta", "moments of λ within 4 standard deviations of 2,000 draws"),
    ],
    differences: [
      "No `num_classes` and `labels_getter`: they are the data's.",
      "It takes tables and numbers to predict, too, which are mixed as the inputs are.",
      "A batch of one is refused.",
    ],
  },
  cutmix: {
    theirs: "torchvision.transforms.v2.CutMix",
    tests: [
      twin,
      test("mixing", "puts one rectangle of the image before into each", "pixels exactly, shares by area within 1e-6"),
    ],
    differences: ["No `num_classes` and `labels_getter`: they are the data's.", "A batch of one is refused."],
  },
} as const satisfies Record<keyof typeof augmentations, Entry>;
