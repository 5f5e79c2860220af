import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { BuiltLayer, LayerDefinition, PartSpec } from "../contract.ts";

const schema = {
  type: "object",
  description: "The same layers several times, one after the other, each time with parameters of their own.",
  examples: [{ times: 3, body: [{ type: "residual", body: ["batch_norm", "relu"] }] }],
  required: ["times", "body"],
  additionalProperties: false,
  properties: {
    times: { type: "integer", minimum: 1, maximum: 1_000, description: "How often the body is repeated." },
    body: { $ref: "#/definitions/layers", description: "The layers that are repeated." },
  },
} as const;

type Options = FromSchema<typeof schema, { references: [] }>;

/**
 * y = body(body(… x)), `times` copies, each with its own parameters and its own random streams (in PyTorch an nn.Sequential of
 * nn.Sequentials). Each copy is built for the output of the one before. Layer 1 of copy 0 of layer 3 is "3.0.1".
 */
export const repeat = {
  schema,
  aliases: ["repeated", "stack", "stacked"],
  hints: {
    ...{ n: "times", count: "times", repeats: "times", depth: "times", num_layers: "times", number: "times" },
    ...{ layers: "body", block: "body" },
  },
  build(options, { input, sequence }) {
    const { times, body } = options as { times: number; body: readonly PartSpec[] };
    const copies: BuiltLayer[] = [];
    for (let i = 0; body.length > 0 && i < times; i++) {
      const start = copies.at(-1)?.output ?? input;
      copies.push(numbered(i, times, () => sequence(body, start, ["body"], String(i))));
    }
    return {
      output: copies.at(-1)?.output ?? input,
      flops: copies.reduce((sum, { flops }) => sum + flops, 0),
      children: copies.flatMap(({ children }) => children ?? []),
      forward(emitter, x) {
        const ends = copies.map((copy) => {
          const end = copy.forward(emitter, x);
          x = end.y;
          return end;
        });
        return {
          y: x,
          backward: (dy, needsInputGradient) =>
            // Where one copy has parameters, all have: all but the first need the gradient of their input.
            ends.reduceRight<typeof dy | undefined>(
              (gradient, end, i) => gradient && end.backward(gradient, needsInputGradient || i > 0),
              dy,
            ),
        };
      },
    };
  },
} as const satisfies LayerDefinition<Options>;

/** Builds a copy; an error in one after the first, such as an image that has become too small, tells which. */
function numbered<T>(i: number, times: number, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (i === 0 || !(error instanceof InputError)) throw error;
    throw new InputError(error.part, `${error.rule} (in copy ${i + 1} of ${times})`, error.path, error.hint);
  }
}
