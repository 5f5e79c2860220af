import { sizeOf } from "@assay/kernels";
import type { LayerDefinition } from "../contract.ts";

/** A layer y = f(x) without options whose gradient is a function of dy and y. */
export const activation = (kind: "relu" | "sigmoid" | "tanh", flops: number, description: string) =>
  ({
    schema: { type: "object", description, additionalProperties: false, properties: {} } as const,
    build: (_options, { input }) => {
      const size = sizeOf(input);
      return {
        output: input,
        flops: flops * size,
        forward(emitter, x) {
          const y = emitter.tensor("output", input);
          emitter.emit(kind, { x, y, size });
          return {
            y,
            backward(dy, needsInputGradient) {
              if (!needsInputGradient) return undefined;
              const dx = emitter.tensor("input gradient", input);
              emitter.emit(`${kind}_backward`, { a: dy, b: y, y: dx, size });
              return dx;
            },
          };
        },
      };
    },
  }) as const satisfies LayerDefinition;
