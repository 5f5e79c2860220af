import { describe, expect, it } from "vitest";
import type { Horizon, Observation, Schedule, ScheduleDefinition } from "../src/contract.ts";
import { buildSchedule, schedules } from "../src/index.ts";
import { demandFixture, fixture, resolve, resolveSchedule } from "./resolve.ts";
import { TOLERANCES } from "./tolerances.ts";

type Definitions = Readonly<Record<string, ScheduleDefinition<{ type: string }>>>;

interface Case {
  readonly options: Record<string, unknown>;
  readonly horizon: Horizon;
  readonly lr: readonly number[];
  /** What the evaluation after each epoch finds of the figure that the schedule watches. */
  readonly figures?: readonly number[];
}

/** Builds a schedule from the options as a spec gives them. */
function build(name: string, options: object, horizon: Horizon): Schedule {
  const resolved = resolveSchedule(name, options);
  if (!resolved) throw new Error(`the schema of ${name} refuses ${JSON.stringify(options)}`);
  const mode = (resolved as { mode?: "min" | "max" }).mode;
  return buildSchedule(
    schedules as unknown as Definitions,
    { type: name, ...resolved },
    { ...horizon, ...(mode && { mode }) },
  );
}

/** Everything that is observed, the present and the future included: a schedule looks at the past alone. */
const observed = ({ figures = [], horizon }: Pick<Case, "figures" | "horizon">): Observation[] =>
  figures.map((value, i) => ({ step: (i + 1) * horizon.stepsPerEpoch, value }));

const rates = (schedule: Schedule, of: Pick<Case, "figures" | "horizon">) =>
  Array.from({ length: of.horizon.stepsPerEpoch * of.horizon.epochs }, (_, step) => schedule(step, observed(of)));

/** Options that are rates themselves. */
const RATES = ["eta_min", "max_lr", "base_lr", "min_lr"];

describe.each(Object.keys(schedules))("%s", (name) => {
  const { cases } = (fixture(name) ?? { cases: [] }) as { cases: readonly Case[] };
  demandFixture("schedule", name, "schedules() of schedules.py");
  if (!cases[0]) return;
  const [first] = cases;
  const { options, horizon } = first;

  it.each(cases)(
    `$options matches PyTorch within ${TOLERANCES.schedule.toExponential()} of the base rate`,
    ({ options, horizon, lr, ...more }) => {
      const ours = rates(build(name, options, horizon), { horizon, ...more });
      expect(ours.length).toBe(lr.length);
      ours.forEach((rate, step) => {
        expect(Math.abs(rate - (lr[step] as number)), `step ${step}`).toBeLessThan(
          TOLERANCES.schedule * horizon.baseLr,
        );
      });
    },
  );

  it("gives the same rate whatever step was asked for before", () => {
    const forward = rates(build(name, options, horizon), first);
    const schedule = build(name, options, horizon);
    const backward = forward.map((_, i) => schedule(forward.length - 1 - i, observed(first))).reverse();
    expect(backward).toEqual(forward);
  });

  it.each(cases)("$options scales with the base rate and the rates in its options, within 1e-12", (item) => {
    if (item.options.eps !== undefined) return; // of reduce_on_plateau: a difference of rates
    const twofold = Object.entries(item.options).map(([key, value]) => [
      key,
      RATES.includes(key) ? 2 * (value as number) : value,
    ]);
    const once = rates(build(name, item.options, item.horizon), item);
    const double = { ...item.horizon, baseLr: 2 * item.horizon.baseLr };
    const twice = rates(build(name, Object.fromEntries(twofold), double), item);
    for (const [step, rate] of once.entries()) {
      expect(Math.abs((twice[step] as number) - 2 * rate)).toBeLessThanOrEqual(1e-12 * 2 * rate);
    }
  });

  it("warms up from a third over a number of steps that is not whole", () => {
    const warm = rates(build(name, { ...options, warmup_epochs: 0.5 }, horizon), first); // 2.5 steps
    const flat = rates(build(name, { ...options, warmup_epochs: 0.5, warmup_start_factor: 1 }, horizon), first);
    for (const [step, rate] of warm.entries()) {
      const factor = step < 2.5 ? 1 / 3 + ((2 / 3) * step) / 2.5 : 1;
      expect(Math.abs(rate - (flat[step] as number) * factor), `step ${step}`).toBeLessThan(1e-12);
    }
  });

  it("may warm up all the way, and not for longer", () => {
    const { epochs } = horizon;
    const all = rates(build(name, { ...options, warmup_epochs: epochs }, horizon), first);
    expect(all.every((rate) => rate > 0 && rate < horizon.baseLr)).toBe(true);
    expect(() => build(name, { ...options, warmup_epochs: epochs + 1 }, horizon)).toThrow(
      expect.objectContaining({
        name: "InputError",
        path: ["warmup_epochs"],
        message: `[optimizers/${name}] warmup_epochs must not exceed the ${epochs} epochs of training, got ${epochs + 1}`,
      }),
    );
  });

  it.each([{ warmup_epochs: -1 }, { warmup_start_factor: 0 }, { warmup_start_factor: 1.5 }, { type: name }])(
    "refuses %j",
    (wrong) => {
      expect(resolveSchedule(name, { ...options, ...wrong })).toBeUndefined();
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
    const last = build("cosine_annealing", { warmup_epochs: 1, eta_min: 0.01 }, horizon)(199, []);
    expect(last).toBeGreaterThan(0.01);
    expect(last).toBeLessThan(0.0101);
  });

  it.each([{ t_max: 0 }, { eta_min: -1 }, { eta_min: "0" }])("refuses %j", (options) => {
    expect(resolve(schedules.cosine_annealing.schema, options)).toBeUndefined();
  });

  it("refuses an eta_min above the optimizer's rate", () => {
    const horizon = { baseLr: 0.001, stepsPerEpoch: 10, epochs: 1 };
    expect(() => build("cosine_annealing", { eta_min: 0.01 }, horizon)).toThrow(
      expect.objectContaining({
        name: "InputError",
        path: ["eta_min"],
        rule: "eta_min must not exceed the optimizer's lr 0.001, got 0.01",
      }),
    );
  });
});

describe("reduce_on_plateau", () => {
  const [nan, infinite] = [Number.NaN, Number.POSITIVE_INFINITY];
  // The rates after each epoch are those of PyTorch 1.13, whose best figure begins at infinity.
  it.each([
    [{ patience: 1 }, [nan, 1, 0.5, nan, nan, 0.4, 0.3], [0.4, 0.4, 0.4, 0.4, 0.2, 0.2, 0.2]],
    [{ patience: 0 }, [nan, nan, nan], [0.2, 0.1, 0.05]],
    [{ patience: 0 }, [infinite, 1, 0.5, 0.6, 0.4], [0.2, 0.2, 0.2, 0.1, 0.1]],
    [{ patience: 0, mode: "max" }, [-infinite, nan, 0.5, 0.6], [0.2, 0.1, 0.1, 0.1]],
  ])("%j: a figure that is no number, or infinite, is no improvement: %j", (options, figures, expected) => {
    const horizon = { baseLr: 0.4, stepsPerEpoch: 1, epochs: 8 };
    const schedule = build("reduce_on_plateau", { factor: 0.5, ...options }, horizon);
    expect(figures.map((_, i) => schedule(i + 1, observed({ figures, horizon })))).toEqual(expected);
  });
});
