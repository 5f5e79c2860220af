import { sizeOf } from "../tensor.ts";
import type { Rule } from "./contract.ts";

/** What an element that is kept is multiplied by; nothing is kept at p = 1, and 0 is what PyTorch multiplies by then. */
export const keptScale = (p: number): number => (p < 1 ? 1 / (1 - p) : 0);

/** An element is dropped when its 32-bit draw is below p · 2³²; the pattern travels as a signed word, which p = 1 turns to 0. */
const drawing = (p: number) => ({ threshold: Math.floor(p * 4294967296) | 0, scale: keptScale(p) });

export const dropout: Rule<"dropout"> = ({ p, ...tensors }, { batch, call }) =>
  call("dropout", { ...tensors, size: sizeOf(tensors.x.shape) / batch, ...drawing(p) });

export const dropout2d: Rule<"dropout2d"> = ({ p, ...tensors }, { batch, call }) => {
  const channels = tensors.x.shape.at(-1) as number;
  call("dropout2d", { ...tensors, rows: sizeOf(tensors.x.shape) / batch / channels, channels, ...drawing(p) });
};
