import { type Emitter, pow, sizeOf, type Tensor, view } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import { adamEpsProperty, betasOf, betasProperty } from "../adam_update.ts";
import type { BuiltOptimizer, OptimizerDefinition, PlacedParameter, UpdateBlocks } from "../contract.ts";
import { groupsProperty } from "../groups.ts";
import { fits, patternsSchema, requireNames } from "../name_patterns.ts";
import { emitOrthogonalize, type Iteration } from "../orthogonalize.ts";
import { commonHints, shrinkProperty } from "../update_properties.ts";

const schema = {
  type: "object",
  description:
    "Orthogonalizes the momentum of every weight of a linear or conv2d layer; everything else is updated by AdamW (torch.optim.Muon).",
  examples: [{ lr: 0.02 }],
  additionalProperties: false,
  properties: {
    lr: {
      type: "number",
      exclusiveMinimum: 0,
      default: 1e-3,
      description: "Learning rate of the weights that Muon updates; its author trains with 0.02.",
    },
    momentum: {
      type: "number",
      minimum: 0,
      exclusiveMaximum: 1,
      default: 0.95,
      description: "What the running mean of the gradients keeps of itself in each step.",
    },
    nesterov: { type: "boolean", default: true, description: "Look ahead along the momentum, as Nesterov." },
    ...shrinkProperty(0.1, ", of those of adamw, too"),
    adjust_lr_fn: {
      enum: ["original", "match_rms_adamw"],
      default: "original",
      description:
        "Factor on a matrix's step. original: √max(1, out / in); match_rms_adamw: 0.2 √max(out, in), for learning rates of adamw.",
    },
    ns_steps: {
      type: "integer",
      minimum: 1,
      maximum: 99,
      default: 5,
      description: "Steps of the Newton-Schulz iteration that orthogonalizes the momentum.",
    },
    ns_coefficients: {
      type: "array",
      items: { type: "number" },
      minItems: 3,
      maxItems: 3,
      default: [3.4445, -4.775, 2.0315],
      description: "Coefficients a, b, c of its polynomial a X + b X Xᵀ X + c (X Xᵀ)² X.",
    },
    eps: {
      type: "number",
      minimum: 1e-30,
      default: 1e-7,
      description: "The least norm that a matrix is divided by before the iteration.",
    },
    adamw: {
      type: "object",
      additionalProperties: false,
      default: {},
      description: "How biases, other vectors and the parameters named here are updated: by AdamW.",
      properties: {
        parameters: {
          ...patternsSchema,
          description: 'Weights that AdamW updates, too: the output layer, "7.weight". * stands for any characters.',
        },
        lr: {
          type: "number",
          exclusiveMinimum: 0,
          default: 3e-4,
          description: "Their learning rate at the start; a schedule changes both alike.",
        },
        betas: { ...betasProperty.betas, default: [0.9, 0.95] },
        eps: { ...adamEpsProperty.eps, default: 1e-10 },
      },
    },
    ...groupsProperty,
  },
} as const;
type Options = FromSchema<typeof schema>;
interface AdamW {
  readonly parameters?: string | readonly string[];
  readonly lr: number;
  readonly betas: readonly number[];
  readonly eps: number;
}

/** Weights of linear layers and convolutions; what has another number of axes is no matrix. */
const isMatrix = ({ shape }: PlacedParameter): boolean => shape.length === 2 || shape.length === 4;

/**
 * Muon (Jordan 2024) as torch.optim.Muon (PyTorch 2.9), for weights of linear layers and convolutions as matrices [out, rest],
 * rest = in · kernel area:
 *   m ← momentum m + (1 − momentum) g;   d = m, with nesterov momentum m + (1 − momentum) g;
 *   p ← p − lr weight_decay p − lr · scale · orthogonal(d), where orthogonal(U S Vᵀ) ≈ U Vᵀ: see `emitOrthogonalize`.
 * All other parameters, and those that `adamw.parameters` names, are updated as by adamw with the learning rate adamw.lr · s,
 * where s is what the schedule makes of 1. The author's advice is to name the output layer.
 */
export const muon = {
  schema,
  hints: { ...commonHints, beta: "momentum", backend_steps: "ns_steps", exclude_layers: "adamw", adam_lr: "adamw" },

  build(options: Options, parameters: readonly PlacedParameter[]): BuiltOptimizer {
    const { lr: first, momentum, nesterov, weight_decay, adjust_lr_fn } = options;
    const { parameters: named = [], lr: adamLr, eps } = options.adamw as unknown as AdamW;
    const [beta1, beta2] = betasOf(options.adamw as unknown as AdamW);
    const adam = { beta1, beta2, eps, weight_decay, decoupled: 1 };
    const coefficients = options.ns_coefficients as unknown as Iteration["coefficients"]; // the schema asks for exactly three
    const iteration = { coefficients, steps: options.ns_steps, eps: options.eps };
    requireNames("optimizers/muon", named, parameters, ["adamw", "parameters"]);

    /** Emits the step of a matrix into a block of its own. @returns what updates the matrix by it */
    function emitStep(
      emitter: Emitter,
      blocks: UpdateBlocks,
      { start, shape }: PlacedParameter,
      end: number,
    ): () => void {
      const size = end - start;
      const part = (tensor: Tensor | undefined): Tensor => view(tensor as Tensor, [size], start);
      const columns = shape.at(-1) as number;
      const rows = sizeOf(shape) / columns;
      const direction = emitter.workspace("direction", [size]);
      const tensors = { gradient: part(blocks.gradient), momentum_buffer: part(blocks.state.m), direction, size };
      emitter.emit("muon_direction", { ...tensors, momentum, nesterov: nesterov ? 1 : 0 });
      emitOrthogonalize(emitter, direction, rows, columns, iteration);
      const scale =
        adjust_lr_fn === "original" ? Math.sqrt(Math.max(1, columns / rows)) : 0.2 * Math.sqrt(Math.max(columns, rows));
      const { scalars, guard } = blocks;
      return () => {
        emitter.emit("muon", {
          ...tensors,
          value: part(blocks.value),
          scalars,
          guard,
          momentum,
          scale,
          weight_decay,
        });
      };
    }

    return {
      state: ["m", "v"], // m is the momentum of both, v is AdamW's alone
      scalarCount: 4,
      scalars(step, lr, to) {
        const rate = (adamLr * lr) / first;
        to[0] = lr;
        to[1] = rate;
        to[2] = rate / (1 - pow(beta1, step + 1));
        to[3] = Math.sqrt(1 - pow(beta2, step + 1));
      },
      emit(emitter, blocks) {
        // Nothing is updated before every step is known: a training can be left until then.
        const updates = blocks.parameters.map((parameter, i) => {
          const end = blocks.parameters[i + 1]?.start ?? sizeOf(blocks.value.shape);
          if (isMatrix(parameter) && !fits(named, parameter.name)) {
            return emitStep(emitter.within(`muon ${parameter.name}:`), blocks, parameter, end);
          }
          const part = (tensor: Tensor | undefined): Tensor =>
            view(tensor as Tensor, [end - parameter.start], parameter.start);
          const tensors = { value: part(blocks.value), gradient: part(blocks.gradient), guard: blocks.guard };
          const state = { m: part(blocks.state.m), v: part(blocks.state.v), scalars: view(blocks.scalars, [3], 1) };
          return () => emitter.emit("adam", { ...tensors, ...state, size: end - parameter.start, ...adam });
        });
        for (const update of updates) update();
      },
    };
  },
} as const satisfies OptimizerDefinition<Options>;
