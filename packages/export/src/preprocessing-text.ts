import type { TrainedModel } from "./contract.ts";
import { isMap } from "./row-order.ts";

/** What an input of the exported model must be, in one sentence. */
export function inputText({ description: { input, features, missing_means } }: TrainedModel): string {
  const { shape } = input;
  const [height, width, channels] = shape;
  if (isMap(shape)) {
    const what = channels === 3 ? ", red, green and blue" : "";
    return `float32 [batch, ${channels}, ${height}, ${width}]: pixel values from 0 to 255${what}`;
  }
  const categories = features?.some((feature) => feature.categories) ? ", a 0 or a 1 for each category" : "";
  const missing = missing_means ? ", NaN where one is missing" : "";
  return `float32 [batch, ${shape.join(", ")}]: the numbers of the table as they are${categories}${missing}`;
}

/** What the graph does with it. */
export const preprocessingText = (model: TrainedModel): string =>
  `input: ${inputText(model)}. The graph normalizes it itself (${model.normalize}): nothing is to be done before.`;
