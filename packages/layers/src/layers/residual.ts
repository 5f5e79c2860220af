import { InputError, sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition, PartSpec } from "../contract.ts";

const schema = {
  type: "object",
  description:
    "Adds what its body makes of the input to the input, or to what shortcut makes of it: y = body(x) + shortcut(x) (He et al. 2016).",
  examples: [
    {
      body: [{ type: "conv2d", out_channels: 16, kernel_size: 3, padding: "same" }, "batch_norm"],
      shortcut: [{ type: "conv2d", out_channels: 16, kernel_size: 1 }],
    },
  ],
  required: ["body"],
  additionalProperties: false,
  properties: {
    body: { $ref: "#/definitions/layers", description: "The layers of the branch." },
    shortcut: {
      $ref: "#/definitions/layers",
      description: "The layers of the other branch. Default: none, the input itself.",
    },
  },
} as const;

type Options = FromSchema<typeof schema, { references: [] }>;

/** y = body(x) + shortcut(x) (He et al. 2016).   Both branches end in the same shape. */
export const residual = {
  schema,
  hints: { layers: "body", block: "body", skip: "shortcut", downsample: "shortcut", projection: "shortcut" },
  build(options, { input, sequence }) {
    const { body: inner, shortcut: other } = options as { body: readonly PartSpec[]; shortcut?: readonly PartSpec[] };
    const body = sequence(inner, input, ["body"]);
    const shortcut = other ? sequence(other, input, ["shortcut"]) : undefined;
    const end = shortcut?.output ?? input;
    if (body.output.join() !== end.join()) {
      const rule = `body and shortcut must end in one shape, got ${body.output.join("×")} and ${end.join("×")}`;
      throw new InputError(
        "layers/residual",
        rule,
        ["body"],
        "give the shortcut a conv2d with kernel_size 1 and the same stride",
      );
    }
    const output = body.output;
    const size = sizeOf(output);
    return {
      output,
      flops: body.flops + (shortcut?.flops ?? 0) + size,
      children: [...(body.children ?? []), ...(shortcut?.children ?? [])],
      forward(emitter, x) {
        const left = body.forward(emitter, x);
        const right = shortcut?.forward(emitter, x);
        const y = emitter.tensor("output", output);
        emitter.emit("add", { a: left.y, b: right?.y ?? x, y, size });
        return {
          y,
          backward(dy, needsInputGradient) {
            // dy reaches both branches as it is; where they part, their gradients add up.
            const a = left.backward(dy, needsInputGradient);
            const b = right ? right.backward(dy, needsInputGradient) : dy;
            if (!needsInputGradient || !a || !b) return undefined;
            const dx = emitter.tensor("input gradient", input);
            emitter.emit("add", { a, b, y: dx, size: sizeOf(input) });
            return dx;
          },
        };
      },
    };
  },
} as const satisfies LayerDefinition<Options>;
