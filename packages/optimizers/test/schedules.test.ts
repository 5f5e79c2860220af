import { InputError } from "@assay/kernels";
import { describe, expect, it } from "vitest";
import type { Horizon, Schedule, ScheduleDefinition } from "../src/contract.ts";
import { schedules } from "../src/index.ts";
import { demandFixture, fixture, resolve } from "./resolve.ts";

interface Case {
  readonly options: Record<string, number>;
  readonly horizon: Horizon;
  readonly lr: readonly number[];
}

/** Builds a schedule from the options as a spec gives them. */
function build(name: string, options: object, horizon: Horizon): Schedule {
  const { schema, build } = schedules[name as keyof typeof schedules] as ScheduleDefinition<unknown>;
  const resolved = resolve(schema, options);
  if (!resolved) throw new Error(`the schema of ${name} refuses ${JSON.stringify(options)}`);
  return build(resolved, horizon);
}

const rates = (schedule: Schedule, { stepsPerEpoch, epochs }: Horizon) =>
  Array.from({ length: stepsPerEpoch * epochs }, (_, step) => schedule(step));

describe.each(Object.keys(schedules))("%s", (name) => {
  const { cases } = (fixture(name) ?? { cases: [] }) as { cases: readonly Case[] };
  demandFixture("schedule", name, "schedules()");
  if (!cases[0]) return;
  const { options, horizon } = cases[0];

  it.each(cases)("$options matches PyTorch within 1e-12 of the base rate", ({ options, horizon, lr }) => {
    const ours = rates(build(name, options, horizon), horizon);
    expect(ours.length).toBe(lr.length);
    ours.forEach((rate, step) => {
      expect(Math.abs(rate - (lr[step] as number)), `step ${step}`).toBeLessThan(1e-12 * horizon.baseLr);
    });
  });

  it("gives the same rate whatever step was asked for before", () => {
    const forward = rates(build(name, options, horizon), horizon);
    const schedule = build(name, options, horizon);
    const backward = forward.map((_, i) => schedule(forward.length - 1 - i)).reverse();
    expect(backward).toEqual(forward);
  });

  it("scales with the base rate, within 1e-12", () => {
    const once = rates(build(name, options, horizon), horizon);
    const twice = rates(build(name, options, { ...horizon, baseLr: 2 * horizon.baseLr }), horizon);
    for (const [step, rate] of once.entries()) expect(Math.abs((twice[step] as number) / rate - 2)).toBeLessThan(1e-12);
  });

  it("warms up from lr/3 over a number of steps that is not whole, then rises no more", () => {
    const schedule = build(name, { ...options, warmup_epochs: 0.5 }, horizon); // 2.5 steps
    const factors = [0, 1, 2].map((step) => schedule(step) / horizon.baseLr);
    for (const [step, factor] of factors.entries()) {
      expect(Math.abs(factor - (1 / 3 + ((2 / 3) * step) / 2.5))).toBeLessThan(1e-12);
    }
    const after = rates(schedule, horizon).slice(3);
    expect(after).toEqual(after.toSorted((a, b) => b - a));
  });

  it("may warm up all the way, and not for longer", () => {
    const all = rates(build(name, { ...options, warmup_epochs: horizon.epochs }, horizon), horizon);
    expect(all.every((rate) => rate > 0 && rate < horizon.baseLr)).toBe(true);
    expect(caught(() => build(name, { ...options, warmup_epochs: 8 }, horizon))).toMatchObject({
      name: "InputError",
      path: ["warmup_epochs"],
      message: `[optimizers/${name}] warmup_epochs must not exceed the 7 epochs of training, got 8`,
    });
  });

  it.each([{ warmup_epochs: -1 }, { warmup_start_factor: 0 }, { warmup_start_factor: 1.5 }, { type: name }])(
    "refuses %j",
    (wrong) => {
      expect(resolve(schedules[name as keyof typeof schedules].schema, { ...options, ...wrong })).toBeUndefined();
    },
  );
});

describe("step", () => {
  it.each([{}, { step_size: 0 }, { step_size: 1.5 }, { step_size: 1, gamma: 0 }])("refuses %j", (options) => {
    expect(resolve(schedules.step.schema, options)).toBeUndefined();
  });
});

describe("cosine_annealing", () => {
  it("ends just above eta_min", () => {
    const horizon = { baseLr: 0.1, stepsPerEpoch: 100, epochs: 2 };
    const last = build("cosine_annealing", { warmup_epochs: 1, eta_min: 0.01 }, horizon)(199);
    expect(last).toBeGreaterThan(0.01);
    expect(last).toBeLessThan(0.0101);
  });

  it.each([{ t_max: 0 }, { eta_min: -1 }, { eta_min: "0" }])("refuses %j", (options) => {
    expect(resolve(schedules.cosine_annealing.schema, options)).toBeUndefined();
  });

  it("refuses an eta_min above the optimizer's rate", () => {
    const horizon = { baseLr: 0.001, stepsPerEpoch: 10, epochs: 1 };
    const error = caught(() => build("cosine_annealing", { eta_min: 0.01 }, horizon));
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({
      path: ["eta_min"],
      rule: "eta_min must not exceed the optimizer's lr 0.001, got 0.01",
    });
  });
});

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
