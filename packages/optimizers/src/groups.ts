import { InputError, type Tensor, view } from "@assay/kernels";
import type { BuiltOptimizer, OptimizerDefinition, PlacedParameter, UpdateBlocks } from "./contract.ts";
import { fits, type Patterns, patternsSchema, requireNames } from "./name_patterns.ts";

/** The option that every optimizer has. */
export const groupsProperty = {
  groups: {
    type: "array",
    minItems: 1,
    description: "Parameters that are updated otherwise. The first group that names a parameter has it.",
    items: {
      type: "object",
      required: ["parameters"],
      additionalProperties: false,
      properties: {
        parameters: {
          ...patternsSchema,
          description: 'Names, as in "0.weight"; * stands for any characters: "*.bias".',
        },
        lr_factor: {
          type: "number",
          minimum: 0,
          description:
            "Factor on the learning rate; 0 freezes, though the gradient still counts in gradient_clip. Default: 1.",
        },
        weight_decay: { type: "number", minimum: 0, description: "Instead of the optimizer's." },
      },
    },
  },
} as const;

/** Parameters by name or pattern, and what differs for them. */
export interface ParameterGroup {
  readonly parameters: Patterns;
  readonly lr_factor?: number;
  readonly weight_decay?: number;
}

type Options = { readonly groups?: readonly ParameterGroup[] };

/** The number of the group of each parameter, −1 for the optimizer's own options. @throws InputError for a pattern that names none */
function assign(part: string, groups: readonly ParameterGroup[], parameters: readonly PlacedParameter[]): number[] {
  for (const [i, group] of groups.entries()) {
    if (group.lr_factor === undefined && group.weight_decay === undefined) {
      throw new InputError(part, `groups[${i}] changes nothing`, ["groups", i], "set its lr_factor or weight_decay");
    }
    requireNames(part, group.parameters, parameters, ["groups", i, "parameters"]);
  }
  const assigned = parameters.map(({ name }) => groups.findIndex((group) => fits(group.parameters, name)));
  const idle = groups.findIndex((_, i) => !assigned.includes(i));
  if (idle >= 0) {
    const rule = `the groups before it have all parameters of groups[${idle}]`;
    throw new InputError(part, rule, ["groups", idle, "parameters"], "the first group that names one has it");
  }
  return assigned;
}

/** Elements of the block that one group has, without a gap. */
interface Run {
  readonly group: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Builds an optimizer for a model: with `groups`, one that updates each run of parameters by the options of its group, and
 * without, the optimizer alone.
 *
 * @param part who speaks in an error
 * @param parameters in the order of the block
 * @param size elements of the block
 * @throws InputError where a pattern names no parameter
 */
export function buildOptimizer<O extends object>(
  part: string,
  definition: OptimizerDefinition<O>,
  options: O,
  parameters: readonly PlacedParameter[],
  size: number,
): BuiltOptimizer {
  const own = definition.build(options, parameters);
  const { groups } = options as Options;
  if (groups === undefined) return own;
  const numbers = assign(part, groups, parameters);
  const runs: Run[] = [];
  for (const [i, group] of numbers.entries()) {
    const start = (parameters[i] as PlacedParameter).start;
    const end = parameters[i + 1]?.start ?? size;
    const before = runs.at(-1);
    if (before?.group === group) runs[runs.length - 1] = { ...before, end };
    else runs.push({ group, start, end });
  }
  const built = [
    own,
    ...groups.map(({ weight_decay }) =>
      weight_decay === undefined ? own : definition.build({ ...options, weight_decay } as O, parameters),
    ),
  ];
  const factors = [1, ...groups.map(({ lr_factor = 1 }) => lr_factor)];
  const count = own.scalarCount;
  let block: Float32Array | undefined;
  let views: Float32Array[] = [];
  return {
    state: own.state,
    scalarCount: count * built.length,
    scalars(step, lr, to) {
      if (block !== to) {
        block = to;
        views = built.map((_, i) => to.subarray(i * count, (i + 1) * count));
      }
      for (let i = 0; i < built.length; i++) {
        built[i]?.scalars(step, lr * (factors[i] as number), views[i] as Float32Array);
      }
    },
    emit(emitter, blocks) {
      for (const { group, start, end } of runs) {
        if (factors[group + 1] === 0) continue;
        const scalars = view(blocks.scalars, [count], (group + 1) * count);
        built[group + 1]?.emit(emitter, { ...partOf(blocks, start, end), scalars });
      }
    },
  };
}

/** The elements from `start` to `end` of each block. */
function partOf(blocks: UpdateBlocks, start: number, end: number): UpdateBlocks {
  const part = (tensor: Tensor): Tensor => view(tensor, [end - start], start);
  return {
    ...blocks,
    parameters: blocks.parameters
      .filter((parameter) => parameter.start >= start && parameter.start < end)
      .map((parameter) => ({ ...parameter, start: parameter.start - start })),
    value: part(blocks.value),
    gradient: part(blocks.gradient),
    state: Object.fromEntries(Object.entries(blocks.state).map(([name, tensor]) => [name, part(tensor)])),
  };
}
