import { activation } from "./activation.ts";

/** y = tanh x; dx = dy · (1 − y²). */
export const tanh = activation(
  "tanh",
  4,
  "y",
  "Hyperbolic tangent, y = tanh x, between −1 and 1, element by element (torch.nn.Tanh).",
);
