import { activation } from "./activation.ts";

/** y = x tanh(ln(1 + e^x)) (torch.nn.Mish; Misra 2019). */
export const mish = activation(
  "mish",
  6,
  "x",
  "A smooth curve like silu, y = x tanh(softplus(x)), element by element (torch.nn.Mish).",
);
