import { sizeOf, view } from "@assay/kernels";
import type { LayerDefinition } from "../contract.ts";

/** The same values as one row a sample, in the order they lie: height, width, channel.   x [batch, …] → y [batch, product] */
export const flatten = {
  schema: {
    type: "object",
    description: "Turns an image into one row of numbers, as linear needs it (torch.nn.Flatten).",
    additionalProperties: false,
    properties: {},
  } as const,
  build: (_options, { input }) => ({
    output: [sizeOf(input)],
    flops: 0,
    forward: (emitter, x) => ({
      y: view(x, [emitter.batch, sizeOf(input)]),
      backward: (dy) => view(dy, [emitter.batch, ...input]),
    }),
  }),
} as const satisfies LayerDefinition;
