import { describe, expect, test } from "vitest";
import { createGraph } from "../src/graph.ts";
import { composites, type Operation } from "../src/operations.ts";
import { createTensor } from "../src/tensor.ts";

const tensor = (label: string) => createTensor(label, [16]);

describe("a graph knows who reads and who writes a tensor", () => {
  const [value, m, v, gradient, scalars, guard] = ["value", "m", "v", "gradient", "scalars", "guard"].map(tensor) as [
    ReturnType<typeof tensor>,
    ...ReturnType<typeof tensor>[],
  ];
  const adam = {
    kind: "adam",
    fields: {
      ...{ value, m, v, gradient, scalars, guard, size: 16 },
      ...{ beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0, decoupled: 0 },
    },
  } as Operation;

  test("what a composite operation updates, it reads and writes", () => {
    const graph = createGraph([adam]);
    for (const updated of [value, m, v]) {
      expect(graph.readers(updated as typeof value)).toEqual([adam]);
      expect(graph.writer(updated, "adam")).toBe(adam);
    }
    expect(graph.readers(gradient as typeof value)).toEqual([adam]);
    expect(graph.writer(gradient, "adam")).toBeUndefined();
  });

  test("a tensor that is absent is neither; a replacement stands where the other one stood", () => {
    const [x, weight, y, z] = ["x", "weight", "y", "z"].map(tensor) as [typeof value, ...(typeof value)[]];
    const linear = { kind: "linear", fields: { x, weight, bias: undefined, y } } as Operation;
    const relu = { kind: "relu", fields: { x: y, y: z, size: 16 } } as Operation;
    const graph = createGraph([linear, relu]);
    expect(graph.changes).toBe(0);
    graph.replace(linear, "linear", { x, weight, bias: guard, y } as never);
    expect(graph.changes).toBe(1);
    expect(graph.operations.map(({ kind }) => kind)).toEqual(["linear", "relu"]);
    expect(graph.readers(guard as typeof value)).toHaveLength(1);
  });
});

test("what is put in stands right before the operation named, the last one nearest to it", () => {
  const [x, y, z] = [tensor("x"), tensor("y"), tensor("z")];
  const [first, last] = [
    { kind: "relu", fields: { x, y, size: 1 } } as Operation,
    { kind: "relu", fields: { x: y, y: z, size: 2 } } as Operation,
  ];
  const graph = createGraph([first, last]);
  for (const size of [3, 4]) graph.insertBefore(last, "tanh", { x: y, y: z, size });
  graph.insertBefore(first, "tanh", { x, y, size: 5 });
  expect(graph.operations.map(({ fields }) => (fields as { size: number }).size)).toEqual([5, 1, 3, 4, 2]);
  expect(graph.changes).toBe(3);
  expect(graph.readers(x)).toHaveLength(2);
});

test("every composite operation writes something", () => {
  for (const [kind, fields] of Object.entries(composites))
    expect(
      Object.values(fields).some((role) => role.startsWith("write") || role === "update"),
      kind,
    ).toBe(true);
});
