import { InputError, type Tensor, view } from "@assay/kernels";
import type { BuiltOptimizer, OptimizerDefinition, UpdateBlocks } from "./contract.ts";

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
          anyOf: [{ type: "string" }, { type: "array", minItems: 1, items: { type: "string" } }],
          description: 'Names, as in "0.weight"; * stands for any characters: "*.bias".',
        },
        lr_factor: {
          type: "number",
          minimum: 0,
          description:
            "Factor on the learning rate; 0 freezes, though the gradient still counts in gradient_clip. Default: 1.",
        },
        weight_decay: { type: "number", minimum: 0, description: "In the place of the optimizer's." },
      },
    },
  },
} as const;

/** Parameters by name or pattern, and what differs for them. */
export interface ParameterGroup {
  readonly parameters: string | readonly string[];
  readonly lr_factor?: number;
  readonly weight_decay?: number;
}

/** Where a parameter begins in the block. */
export interface PlacedParameter {
  readonly name: string;
  /** First element. */
  readonly start: number;
}

type Options = { readonly groups?: readonly ParameterGroup[] };

/** Whether a name fits a pattern, in which * stands for any characters. */
function matches(pattern: string, name: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(name);
}

/** The number of the group of each parameter, −1 for the optimizer's own options. @throws InputError for a pattern that names none */
function assign(part: string, groups: readonly ParameterGroup[], parameters: readonly PlacedParameter[]): number[] {
  for (const [i, group] of groups.entries()) {
    if (group.lr_factor === undefined && group.weight_decay === undefined) {
      throw new InputError(part, `groups[${i}] changes nothing`, ["groups", i], "set its lr_factor or weight_decay");
    }
    for (const pattern of [group.parameters].flat()) {
      if (parameters.some(({ name }) => matches(pattern, name))) continue;
      const known = parameters.map(({ name }) => name).join(", ");
      throw new InputError(part, `no parameter is called "${pattern}"`, ["groups", i, "parameters"], `known: ${known}`);
    }
  }
  const assigned = parameters.map(({ name }) =>
    groups.findIndex((group) => [group.parameters].flat().some((pattern) => matches(pattern, name))),
  );
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
  const own = definition.build(options);
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
      weight_decay === undefined ? own : definition.build({ ...options, weight_decay } as O),
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
function partOf({ value, gradient, state, scalars, guard }: UpdateBlocks, start: number, end: number): UpdateBlocks {
  const part = (tensor: Tensor): Tensor => view(tensor, [end - start], start);
  const states = Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, part(tensor)]));
  return { value: part(value), gradient: part(gradient), state: states, scalars, guard };
}
