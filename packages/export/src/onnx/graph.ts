import type { Attributes, Stage, StageGraph } from "../contract.ts";
import { formOf } from "../form-of.ts";
import { littleEndian } from "../little-endian.ts";
import { ATTRIBUTE, FLOAT, INT64, type NodeMessage, type TensorMessage } from "./messages.ts";

/** A graph while its nodes are added. */
export interface Graph {
  readonly nodes: readonly NodeMessage[];
  readonly initializers: readonly TensorMessage[];
  /** What a part of the model adds its nodes with; their names begin with `path`. */
  within(path: string): Omit<StageGraph, "tensor">;
}

export function createGraph(): Graph {
  const nodes: NodeMessage[] = [];
  const initializers = new Map<string, TensorMessage>();

  function add(name: string, dims: readonly number[], values: Float32Array | BigInt64Array): string {
    const data_type = values instanceof Float32Array ? FLOAT : INT64;
    initializers.set(name, { name, dims, data_type, raw_data: littleEndian(values) });
    return name;
  }

  function within(path: string): Omit<StageGraph, "tensor"> {
    const counts = new Map<string, number>();
    return {
      node(operator, input, attributes = {}) {
        const count = (counts.get(operator) ?? 0) + 1;
        counts.set(operator, count);
        const name = `${path}/${operator}${count === 1 ? "" : `_${count}`}`;
        const attribute = attributesOf(attributes);
        nodes.push({ op_type: operator, name, input, output: [name], attribute });
        return name;
      },
      constant: (name, shape, values) => add(`${path}.${name}`, shape, values),
      integers: (name, values) => add(`${path}.${name}`, [values.length], BigInt64Array.from(values, BigInt)),
      sequence: (stages, x) => stages.reduce((value, stage) => append(stage, value), x),
    };
  }

  function append(stage: Stage, x: string): string {
    const form = formOf(stage);
    const tensors = form.tensors?.(stage) ?? {};
    for (const [name, { shape, values }] of Object.entries(tensors)) add(`${stage.path}.${name}`, shape, values);
    return form.onnx(stage, x, { ...within(stage.path), tensor: (name) => `${stage.path}.${name}` });
  }

  return {
    nodes,
    get initializers() {
      return [...initializers.values()];
    },
    within,
  };
}

const attributesOf = (attributes: Attributes): readonly object[] =>
  Object.entries(attributes).map(([name, value]) => {
    if (typeof value === "number") return { name, type: ATTRIBUTE.INT, i: value };
    if ("float" in value) return { name, type: ATTRIBUTE.FLOAT, f: value.float };
    return { name, type: ATTRIBUTE.INTS, ints: value };
  });
