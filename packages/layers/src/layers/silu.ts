import { activation } from "./activation.ts";

/** y = x / (1 + e^−x) = x σ(x); dx = dy · σ(x) (1 + x (1 − σ(x))) (torch.nn.SiLU; Hendrycks and Gimpel 2016). */
export const silu = {
  ...activation("silu", 4, "x", "Sigmoid linear unit or swish, y = x σ(x), element by element (torch.nn.SiLU)."),
  aliases: ["swish"],
} as const;
