import { sizeOf } from "@assay/kernels";
import type { BuildContext, BuiltLayer } from "../contract.ts";

/** The options of the layers that set some of their input to zero at random; `what` is the plural of what they set. */
export const maskSchema = <const D extends string>(description: D, what: string) =>
  ({
    type: "object",
    description,
    examples: [{ p: 0.3 }],
    additionalProperties: false,
    properties: {
      p: {
        type: "number",
        minimum: 0,
        maximum: 1,
        default: 0.5,
        description: `Share of the ${what} that is set to zero.`,
      },
    },
  }) as const;

/** What other libraries call p. */
export const maskHints = { rate: "p", probability: "p", prob: "p", dropout_rate: "p", drop_prob: "p" } as const;

/** In training the kernel's mask on x, and the same one on dy; in evaluation, and for p = 0, y = x. */
export function masked(kind: "dropout" | "dropout2d", p: number, { input, stream, step }: BuildContext): BuiltLayer {
  const key = stream("dropout");
  return {
    output: input,
    flops: sizeOf(input),
    forward(emitter, x) {
      if (!emitter.training || p === 0) return { y: x, backward: (dy) => dy };
      const y = emitter.tensor("output", input);
      emitter.emit(kind, { x, y, key, step, p });
      return {
        y,
        backward(dy, needsInputGradient) {
          if (!needsInputGradient) return undefined;
          const dx = emitter.tensor("input gradient", input);
          emitter.emit(kind, { x: dy, y: dx, key, step, p }); // the same draws: the same mask
          return dx;
        },
      };
    },
  };
}
