import { type Emitter, sizeOf, type Tensor } from "@assay/kernels";
import type { BuiltLayer, LayerDefinition, Shape } from "../contract.ts";

/** A function of each element of a sample on its own, in two kernels. */
interface Elementwise {
  /** Floating-point operations an element. */
  readonly flops: number;
  /** What its kernel finds the gradient from, beside dy. */
  readonly from: "x" | "y";
  /** Emits y = f(x). */
  forward(emitter: Emitter, fields: { readonly x: Tensor; readonly y: Tensor; readonly size: number }): void;
  /** Emits the gradient `y`, dx, of `a`, dy, and `b`, which is x or y. */
  backward(
    emitter: Emitter,
    fields: { readonly a: Tensor; readonly b: Tensor; readonly y: Tensor; readonly size: number },
  ): void;
}

/** The layer of such a function.   x [batch, …] → y [batch, …] */
export function elementwise(input: Shape, { flops, from, forward, backward }: Elementwise): BuiltLayer {
  const size = sizeOf(input);
  return {
    output: input,
    flops: flops * size,
    forward(emitter, x) {
      const y = emitter.tensor("output", input);
      forward(emitter, { x, y, size });
      return {
        y,
        backward(dy, needsInputGradient) {
          if (!needsInputGradient) return undefined;
          const dx = emitter.tensor("input gradient", input);
          backward(emitter, { a: dy, b: from === "x" ? x : y, y: dx, size });
          return dx;
        },
      };
    },
  };
}

/** A layer y = f(x) without options, whose kernels have its name. */
export const activation = (
  kind: "relu" | "sigmoid" | "tanh" | "silu" | "mish" | "hardswish",
  flops: number,
  from: "x" | "y",
  description: string,
) =>
  ({
    schema: { type: "object", description, additionalProperties: false, properties: {} } as const,
    build: (_options, { input }) =>
      elementwise(input, {
        flops,
        from,
        forward: (emitter, fields) => emitter.emit(kind, fields),
        backward: (emitter, fields) => emitter.emit(`${kind}_backward`, fields),
      }),
  }) as const satisfies LayerDefinition;
