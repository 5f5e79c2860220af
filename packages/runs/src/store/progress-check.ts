import { type Check, count, either, list, number, object, optional, text } from "./checks.ts";

const values: Check = (value) => object({ loss: number })(value) && Object.values(value as object).every(number);
const epoch = object({
  ...{ epoch: count, step: count, lr: number, train: values, validation: optional(values), test: optional(values) },
  ...{ seconds: number, samples_per_second: number },
});
export const linkCheck = object({
  ...{ epoch: count, order: text, metrics: text, chain: text },
  tensors: (value) => object({})(value) && Object.values(value as object).every(text),
});
const classFigures: Check = (value) =>
  object({ name: text, examples: count })(value) &&
  Object.entries(value as object).every(([key, figure]) => key === "name" || number(figure));

/** Whether a value read from a checkpoint is how far a training has come. */
export const progressCheck: Check = object({
  position: object({ epoch: count, start: count, draw: count, update: count }),
  initial_weights: text,
  ...{ seconds: number, examples: count, elapsed: number },
  before: object({ seconds: number, examples: count }),
  records: list(epoch),
  links: list(linkCheck),
  stopped_early: optional(either(true, false)),
  classes: optional(list(classFigures)),
});
