import { InputError, sizeOf, type Tensor } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition, PartSpec } from "../contract.ts";

const schema = {
  type: "object",
  description:
    "Gives several branches the same input and puts their outputs side by side along the channels (torch.cat, dim 1).",
  examples: [
    {
      branches: [
        [{ type: "conv2d", out_channels: 8, kernel_size: 1 }],
        [{ type: "conv2d", out_channels: 8, kernel_size: 3, padding: "same" }],
      ],
    },
  ],
  required: ["branches"],
  additionalProperties: false,
  properties: {
    branches: {
      type: "array",
      minItems: 1,
      items: { $ref: "#/definitions/layers" },
      description: "Lists of layers that all get the input; an empty list passes it on.",
    },
  },
} as const;

type Options = FromSchema<typeof schema, { references: [] }>;

/** y = the branches' outputs side by side along the channels (torch.cat, dim 1).   x [batch, h, w, c] → y [batch, h', w', Σ cᵢ] */
export const concat = {
  schema,
  hints: { layers: "branches", body: "branches", inputs: "branches" },
  build(options, { input, sequence }) {
    const lists = (options as { branches: readonly (readonly PartSpec[])[] }).branches;
    const branches = lists.map((list, i) => sequence(list, input, ["branches", i]));
    const [first] = branches.map(({ output }) => output.slice(0, -1));
    const channels = branches.map(({ output }) => output[output.length - 1] as number);
    branches.forEach(({ output }, i) => {
      if (output.slice(0, -1).join() === first?.join()) return;
      const rule = `branches must end in images of one size, got ${branches[0]?.output.join("×")} and ${output.join("×")}`;
      throw new InputError("layers/concat", rule, ["branches", i]);
    });
    let total = 0;
    const slices = channels.map((size) => {
      total += size;
      return { size, offset: total - size };
    });
    const output = [...(first ?? []), total];
    const rows = sizeOf(first ?? []);
    return {
      output,
      flops: branches.reduce((sum, { flops }) => sum + flops, 0),
      children: branches.flatMap(({ children }) => children ?? []),
      forward(emitter, x) {
        const y = emitter.tensor("output", output);
        const ends = branches.map((branch, i) => {
          const { size, offset } = slices[i] as (typeof slices)[number];
          const end = branch.forward(emitter, x);
          emitter.emit("copy_slice", {
            x: end.y,
            y,
            rows,
            size,
            x_stride: size,
            x_offset: 0,
            y_stride: total,
            y_offset: offset,
          });
          return end;
        });
        return {
          y,
          backward(dy, needsInputGradient) {
            let dx: Tensor | undefined;
            ends.forEach((end, i) => {
              const { size, offset } = slices[i] as (typeof slices)[number];
              const part = emitter.tensor("slice gradient", branches[i]?.output ?? []);
              emitter.emit("copy_slice", {
                x: dy,
                y: part,
                rows,
                size,
                x_stride: total,
                x_offset: offset,
                y_stride: size,
                y_offset: 0,
              });
              const gradient = end.backward(part, needsInputGradient);
              if (!needsInputGradient || !gradient) return;
              if (!dx) {
                dx = gradient;
                return;
              }
              // The branches share their input: their gradients add up.
              const sum = emitter.tensor("input gradient", input);
              emitter.emit("add", { a: dx, b: gradient, y: sum, size: sizeOf(input) });
              dx = sum;
            });
            return dx;
          },
        };
      },
    };
  },
} as const satisfies LayerDefinition<Options>;
