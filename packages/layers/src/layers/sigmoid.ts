import { activation } from "./activation.ts";

/** y = 1 / (1 + e^−x); dx = dy · y · (1 − y). */
export const sigmoid = activation(
  "sigmoid",
  4,
  "y",
  "Logistic function, y = 1 / (1 + e^−x), between 0 and 1, element by element (torch.nn.Sigmoid).",
);
