import { sizeOf } from "@assay/kernels";
import { afterAll, describe, expect, it } from "vitest";
import type { BuiltOptimizer, OptimizerDefinition, PlacedParameter } from "../src/contract.ts";
import { optimizers } from "../src/index.ts";
import { demandFixture, fixture, resolve } from "./resolve.ts";
import { TOLERANCES } from "./tolerances.ts";
import { BACKENDS, type Backend, closeBackends, createUpdate, sizeFor, vector } from "./update.ts";

interface Fixture {
  /** Where they lie, if they are more than one vector. */
  readonly parameters?: readonly PlacedParameter[];
  readonly initial: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  /** The steps after which the values were kept, from 0. */
  readonly kept: readonly number[];
  readonly cases: readonly { readonly options: object; readonly values: readonly (readonly number[])[] }[];
}

const NONE: Fixture = { initial: [], gradients: [], kept: [], cases: [] };

type Name = keyof typeof optimizers;

function build(name: string, options: object, parameters = vector(3)): { optimizer: BuiltOptimizer; lr: number } {
  const { schema, build } = optimizers[name as Name] as OptimizerDefinition<unknown>;
  const resolved = resolve(schema, options);
  if (!resolved) throw new Error(`the schema of ${name} refuses ${JSON.stringify(options)}`);
  return { optimizer: build(resolved, parameters), lr: (resolved as { lr: number }).lr };
}

/** The block after each of the fixture's steps. */
function run({ initial, gradients, parameters }: Fixture, name: string, options: object, backend: Backend) {
  const { optimizer, lr } = build(name, options, parameters);
  const update = createUpdate(optimizer, initial, backend, parameters);
  return { update, values: gradients.map((gradient, step) => update.step(step, lr, gradient).slice()) };
}

afterAll(closeBackends);

describe.each(Object.keys(optimizers))("%s", (name) => {
  const data = (fixture(name) ?? NONE) as Fixture;
  const size = sizeFor(data.initial.length);
  const placed = data.parameters ?? vector(data.initial.length);
  const isUsed = (i: number): boolean => placed.some(({ start, shape }) => i >= start && i < start + sizeOf(shape));
  demandFixture("optimizer", name, "the calls of optimizer(…) in make.py");

  describe.each(data.cases)("$options", ({ options, values }) => {
    const { first, later, steps } = TOLERANCES;
    const near = `${first.toExponential()} relative for ${steps} steps, ${later.toExponential()} absolute for ${data.gradients.length}`;
    it.each(BACKENDS)(`matches PyTorch within ${near}: %s`, (backend) => {
      const { values: ours } = run(data, name, options, backend);
      for (const [at, step] of data.kept.entries()) {
        for (const [i, value] of (values[at] as readonly number[]).entries()) {
          const error = Math.abs(((ours[step] as Float32Array)[i] as number) - value);
          expect(error, `step ${step}, parameter ${i}`).toBeLessThanOrEqual(
            step < steps ? first * Math.abs(value) : later,
          );
        }
      }
    });

    it.each(BACKENDS)("gives the same bits twice and leaves padding zero, in value and state: %s", (backend) => {
      const first = run(data, name, options, backend);
      expect(run(data, name, options, backend).values).toEqual(first.values);
      for (const block of [first.update.value, ...Object.values(first.update.state)]) {
        expect(block.length).toBe(size);
        expect(block.filter((value, i) => !isUsed(i) && value !== 0)).toEqual(new Float32Array());
      }
    });

    it.each(BACKENDS)("stays finite on gradients from 1e-45 to 1e15: %s", (backend) => {
      const { optimizer, lr } = build(name, options, placed);
      const update = createUpdate(optimizer, data.initial, backend, placed);
      for (let step = 0; step < 20; step++) {
        const value = update.step(step, lr, [1e-45, -1e-38, 1e-20, -1e-10, 1, 1e15, 0]);
        expect([...value].every(Number.isFinite), `step ${step}`).toBe(true);
      }
    });

    it.each(BACKENDS)("changes nothing where the guard is 0: %s", (backend) => {
      const { optimizer, lr } = build(name, options, placed);
      const update = createUpdate(optimizer, data.initial, backend, placed);
      update.step(0, lr, data.gradients[5] as number[]);
      const blocks = [update.value, ...Object.values(update.state)];
      const before = blocks.map((block) => block.slice());
      update.step(1, lr, new Array(size).fill(Number.NaN), 0);
      expect(blocks).toEqual(before);
    });

    it("updates every state block it asks for, with as many scalars as it says", () => {
      const { optimizer, lr } = build(name, options, placed);
      const { update } = run(data, name, options, "reference");
      expect(Object.keys(update.state)).toEqual(optimizer.state);
      expect(new Set(optimizer.state).size).toBe(optimizer.state.length);
      for (const block of Object.values(update.state)) expect(block.some((value) => value !== 0)).toBe(true);
      for (const step of [0, 1, 1e6]) {
        // One more than it may write: that one stays as it was.
        const scalars = new Float32Array(optimizer.scalarCount + 1).fill(Number.NaN);
        optimizer.scalars(step, lr, scalars);
        expect(scalars.subarray(0, -1).every(Number.isFinite)).toBe(true);
        expect(scalars.at(-1)).toBeNaN();
      }
    });

    it("first steps against the gradient", () => {
      const { optimizer, lr } = build(name, { ...options, weight_decay: 0 }, placed);
      const value = createUpdate(optimizer, [1, 1, 1], "reference").step(0, lr, [0.5, 0, -2]);
      expect(value[0]).toBeLessThan(1);
      expect(value[1]).toBe(1);
      expect(value[2]).toBeGreaterThan(1);
    });
  });

  it.each([{ lr: 0 }, { lr: -0.1 }, { lr: "0.1" }, { lr: 0.1, weight_decay: -1 }, { lr: 0.1, type: name }])(
    "refuses %j",
    (options) => {
      expect(resolve(optimizers[name as Name].schema, options)).toBeUndefined();
    },
  );
});

const NADAM = { betas: [0.9, 0.999], momentum_decay: 0.004 };

const MUON = {
  ...{
    momentum: 0.95,
    nesterov: true,
    adjust_lr_fn: "original",
    ns_steps: 5,
    ns_coefficients: [3.4445, -4.775, 2.0315],
  },
  adamw: { lr: 3e-4, betas: [0.9, 0.95], eps: 1e-10 },
};

describe("PyTorch's defaults, and those of the authors of lion and muon's adamw", () => {
  it.each([
    ["sgd", { lr: 0.1 }, { lr: 0.1, momentum: 0, dampening: 0, nesterov: false, weight_decay: 0 }],
    ["adagrad", {}, { lr: 0.01, lr_decay: 0, initial_accumulator_value: 0, eps: 1e-10, weight_decay: 0 }],
    ["adadelta", {}, { lr: 1, rho: 0.9, eps: 1e-6, weight_decay: 0 }],
    ["rmsprop", {}, { lr: 0.01, alpha: 0.99, eps: 1e-8, momentum: 0, centered: false, weight_decay: 0 }],
    ["adam", {}, { lr: 0.001, betas: [0.9, 0.999], eps: 1e-8, amsgrad: false, weight_decay: 0 }],
    ["adamw", {}, { lr: 0.001, betas: [0.9, 0.999], eps: 1e-8, amsgrad: false, weight_decay: 0.01 }],
    ["adamax", {}, { lr: 0.002, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0 }],
    ["nadam", {}, { lr: 0.002, ...NADAM, eps: 1e-8, weight_decay: 0, decoupled_weight_decay: false }],
    ["radam", {}, { lr: 0.001, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0, decoupled_weight_decay: false }],
    ["rprop", {}, { lr: 0.01, etas: [0.5, 1.2], step_sizes: [1e-6, 50], weight_decay: 0 }],
    ["muon", {}, { lr: 0.001, ...MUON, weight_decay: 0.1, eps: 1e-7 }],
    ["lion", {}, { lr: 1e-4, betas: [0.9, 0.99], weight_decay: 0 }],
  ])("%s", (name, given, expected) => {
    expect(resolve(optimizers[name as Name].schema, given)).toEqual(expected);
  });
});

describe("sgd", () => {
  it.each([{}, { lr: 0.1, momentum: 1 }, { lr: 0.1, momentum: -0.1 }, { lr: 0.1, nesterov: 1 }])(
    "refuses %j",
    (options) => {
      expect(resolve(optimizers.sgd.schema, options)).toBeUndefined();
    },
  );

  it.each([
    [{ nesterov: true }, "nesterov", "nesterov needs a momentum above 0, got 0"],
    [{ dampening: 0.5 }, "dampening", "dampening needs a momentum above 0, got 0"],
    [{ nesterov: true, momentum: 0.9, dampening: 0.5 }, "dampening", "nesterov needs dampening 0, got 0.5"],
  ])("refuses %j", (options, key, rule) => {
    const refusal = expect.objectContaining({ name: "InputError", path: [key], rule });
    expect(() => build("sgd", { lr: 0.1, ...options })).toThrow(refusal);
  });
});

describe.each(["adam", "adamw", "nadam", "radam"] as const)("%s", (name) => {
  it.each([
    ...[{ betas: [0.9] }, { betas: [0.9, 1] }, { betas: [-0.1, 0.9] }, { betas: [0.9, 0.99999999] }],
    ...[{ eps: 0 }, { eps: 1e-13 }],
  ])("refuses %j", (options) => {
    expect(resolve(optimizers[name].schema, options)).toBeUndefined();
  });
});

describe("gradients too small for their squares to be kept", () => {
  it.each([
    ["adam", { betas: [0.9, 0.999] }, 3e-14],
    ["adam", { betas: [0.9, 0.999], amsgrad: true }, 3e-14],
    ["adam", { betas: [0.9, 0.999999] }, 9e-13],
    ["rmsprop", { alpha: 0.999999 }, 9e-13],
  ])("%s %j with the least eps moves by no more than lr a step, within 1%", (name, options, largest) => {
    for (const gradient of [largest, largest / 3, largest / 100]) {
      const { optimizer } = build(name, { ...options, lr: 0.1, eps: 1e-12 });
      const { step, state } = createUpdate(optimizer, [1], "fused");
      for (let t = 0, before = 1; t < 5; t++) {
        const value = step(t, 0.1, [gradient])[0] as number;
        expect(before - value, `gradient ${gradient}, step ${t}`).toBeLessThanOrEqual(0.101);
        before = value;
      }
      expect((state.v ?? state.square)?.[0]).toBe(0);
    }
  });
});

describe("rprop", () => {
  it.each([
    [{ etas: [1, 1.2] }, "etas", "etas must be a number below 1 and one above 1, got [1, 1.2]"],
    [{ step_sizes: [1, 0.5] }, "step_sizes", "step_sizes must be the least and the largest, got [1, 0.5]"],
  ])("refuses %j", (options, key, rule) => {
    const refusal = expect.objectContaining({ name: "InputError", path: [key], rule });
    expect(() => build("rprop", options)).toThrow(refusal);
  });

  it("a learning rate that has halved halves the step", () => {
    const { optimizer } = build("rprop", { lr: 0.5 });
    expect(createUpdate(optimizer, [1], "reference").step(0, 0.25, [3])[0]).toBe(0.75);
  });
});
