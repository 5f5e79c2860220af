import { afterAll, describe, expect, it } from "vitest";
import { buildOptimizer, optimizers, type PlacedParameter } from "../src/index.ts";
import { resolve } from "./resolve.ts";
import { closeBackends, createUpdate } from "./update.ts";

/** A layer 3 → 4 and one 4 → 2, each at a multiple of 16. */
const PLACED: readonly PlacedParameter[] = [
  { name: "0.weight", shape: [3, 4], start: 0 },
  { name: "0.bias", shape: [4], start: 16 },
  { name: "1.weight", shape: [4, 2], start: 32 },
];
const SIZE = 40;
const GRADIENT = Array.from({ length: SIZE }, (_, i) =>
  PLACED.some(({ start, shape }) => i >= start && i < start + shape.reduce((a, b) => a * b)) ? ((i * 37) % 23) - 11 : 0,
);

function step(options: object): Float32Array {
  const resolved = resolve(optimizers.muon.schema, { lr: 0.5, weight_decay: 0, ...options });
  const built = buildOptimizer("optimizers/muon", optimizers.muon, resolved as never, PLACED, 48);
  return createUpdate(built, new Array(SIZE).fill(0), "strict", PLACED).step(0, 0.5, GRADIENT).slice();
}

/** Elements of one of the parameters. */
const of = (values: Float32Array, index: number): Float32Array => {
  const { start, shape } = PLACED[index] as PlacedParameter;
  return values.slice(start, start + shape.reduce((a, b) => a * b));
};

afterAll(closeBackends);

describe("muon", () => {
  it("with the coefficients of an iteration that converges, a step has orthonormal rows or columns within 1e-6", () => {
    const values = step({ ns_coefficients: [1.875, -1.25, 0.375], ns_steps: 30 });
    const wide = of(values, 0); // 3 rows of 4: as a matrix [out, in], the factor is √(4 / 3)
    const tall = of(values, 2); // 4 rows of 2
    const at = (matrix: Float32Array, i: number): number => matrix[i] as number;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const product = [0, 1, 2, 3].reduce((sum, k) => sum + at(wide, 4 * i + k) * at(wide, 4 * j + k), 0);
        expect(Math.abs((product / 0.25 / 4) * 3 - (i === j ? 1 : 0)), `rows ${i} and ${j}`).toBeLessThan(1e-6);
      }
    }
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 2; j++) {
        const product = [0, 1, 2, 3].reduce((sum, k) => sum + at(tall, 2 * k + i) * at(tall, 2 * k + j), 0);
        expect(Math.abs(product / 0.25 - (i === j ? 1 : 0)), `columns ${i} and ${j}`).toBeLessThan(1e-6);
      }
    }
  });

  it("has AdamW step by its own learning rate where a parameter is no matrix or is named", () => {
    const plain = step({ adamw: { lr: 0.125 } });
    expect(Math.abs(of(plain, 1)[0] as number)).toBeCloseTo(0.125, 6);
    const named = step({ adamw: { lr: 0.125, parameters: "1.*" } });
    for (const [i, value] of of(named, 2).entries()) {
      const gradient = GRADIENT[32 + i] as number;
      expect(value).toBeCloseTo(-0.125 * Math.sign(gradient), 6);
    }
    expect(of(named, 0)).toEqual(of(plain, 0));
  });

  it("a group's factor scales the steps of both kinds", () => {
    const plain = step({});
    const halved = step({ groups: [{ parameters: "0.*", lr_factor: 0.5 }] });
    for (const i of [0, 1]) expect(of(halved, i)).toEqual(of(plain, i).map((value) => value / 2));
    expect(of(halved, 2)).toEqual(of(plain, 2));
  });

  it("refuses a name that no parameter has", () => {
    expect(() => step({ adamw: { parameters: ["0.bias", "2.weight"] } })).toThrow(
      '[optimizers/muon] no parameter is called "2.weight"; known: 0.weight, 0.bias, 1.weight',
    );
  });
});
