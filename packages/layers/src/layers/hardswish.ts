import { activation } from "./activation.ts";

/** y = x · clamp(x + 3, 0, 6) / 6; dx = 0 for x ≤ −3, dy for x ≥ 3, dy (x / 3 + ½) in between (torch.nn.Hardswish; Howard et al. 2019). */
export const hardswish = {
  ...activation(
    "hardswish",
    5,
    "x",
    "A swish of straight pieces, y = x · clamp(x + 3, 0, 6) / 6, element by element (torch.nn.Hardswish).",
  ),
  aliases: ["hard_swish", "hard_silu", "h_swish"],
} as const;
