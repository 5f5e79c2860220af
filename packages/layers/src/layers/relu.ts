import { activation } from "./activation.ts";

/** y = max(x, 0); dx = dy where y > 0, else 0. */
export const relu = activation(
  "relu",
  1,
  "y",
  "Rectified linear unit, y = max(x, 0), element by element (torch.nn.ReLU).",
);
