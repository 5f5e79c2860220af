import { createEngine, type Program } from "@assay/kernels";
import { loadSpec, prepare } from "@assay/training";
import { createRepeatedStep, secondsACall, timeStep } from "@assay/training/timing";
import { nets } from "./nets.ts";
import type { BenchTable, Section } from "./section.ts";
import { spreadOf } from "./spread.ts";

const TEAMS = [4, 8, 16];

/**
 * How a step would scale on more cores than are here: its claims, with their times on one thread, are given to whoever is free, and
 * each phase ends with its last claim and a barrier. Caches and memory are taken to be as fast for all.
 */
export const threads: Section = {
  about: "each reference net's step on 4, 8 and 16 threads, simulated from its calls on one, and what stops it first",
  when: "named",
  async run({ quick, say }) {
    const rows: string[][] = [];
    const barriers: number[] = [];
    for (const { name, file } of nets) {
      say(name);
      const one = createEngine({ threads: 1 });
      const found = await timeStep(prepare(loadSpec(file)), one);
      await one.close();
      if (!found) continue; // nothing stops it
      const phases = claimsOf(found.program, new Map(found.timed.map(({ call, seconds }) => [call, seconds])));
      const two = createEngine({ threads: 2 });
      const { step } = createRepeatedStep(prepare(loadSpec(file)), two);
      const pair = spreadOf(secondsACall(step, quick ? 1 : 7, 0.2)).median;
      await two.close();
      // The part of two threads' time that the calls do not explain is put down to the barriers, what a shared cache costs included.
      const work = found.timed.reduce((sum, { seconds }) => sum + seconds, 0);
      const scale = found.seconds / work;
      const barrier = Math.max(0, pair - scale * spanOf(phases, 2)) / phases.length;
      barriers.push(barrier);
      const cells = TEAMS.map((team) => found.seconds / (scale * spanOf(phases, team) + barrier * phases.length));
      rows.push([
        name,
        `${phases.length}`,
        (found.seconds / pair).toFixed(2),
        ...cells.map((speedup) => speedup.toFixed(2)),
        limitOf(phases, scale, barrier),
      ]);
    }
    return [tableOf(rows, barriers)];
  },
};

/** Seconds of each claim of a phase. */
type Phase = readonly number[];

/** The claims of each phase, in the order in which they are taken. */
function claimsOf({ phases }: Program, seconds: ReadonlyMap<unknown, number>): Phase[] {
  return phases.map((phase) =>
    phase.flatMap(({ units, grain, calls }) => {
      const whole = calls.reduce((sum, call) => sum + (seconds.get(call) ?? 0), 0);
      return Array.from(
        { length: Math.ceil(units / grain) },
        (_, i) => (whole * Math.min(grain, units - i * grain)) / units,
      );
    }),
  );
}

/** Seconds of all phases on so many threads, without barriers: whoever is free takes the next claim. */
function spanOf(phases: readonly Phase[], team: number): number {
  return phases.reduce((sum, claims) => {
    const busy = new Array<number>(team).fill(0);
    for (const claim of claims) {
      const next = busy.indexOf(Math.min(...busy));
      busy[next] = (busy[next] as number) + claim;
    }
    return sum + Math.max(...busy);
  }, 0);
}

/** What takes most of sixteen threads' time beyond a sixteenth of the work. */
function limitOf(phases: readonly Phase[], scale: number, barrier: number): string {
  const most = TEAMS.at(-1) as number;
  const work = phases.reduce((sum, claims) => sum + claims.reduce((a, b) => a + b, 0), 0);
  const idle = scale * (spanOf(phases, most) - work / most);
  const waits = barrier * phases.length;
  const whole = idle + waits + (scale * work) / most;
  const share = (part: number): string => `${Math.round((100 * part) / whole)} %`;
  return `idle threads ${share(idle)}, barriers ${share(waits)}`;
}

const tableOf = (rows: readonly (readonly string[])[], barriers: readonly number[]): BenchTable => ({
  title: "Speed-up of a step over one thread",
  head: ["net", "phases", "2, measured", ...TEAMS.map((team) => `${team}, simulated`), "of 16 threads' time"],
  rows: rows.map((row) => [...row]),
  notes: [
    "Batch 64. Simulated: claims with their times on one thread, given to whoever is free, and a barrier a phase: the part of " +
      `the measured time of 2 threads that the calls do not explain (${microseconds(Math.min(...barriers))} to ${microseconds(Math.max(...barriers))} µs a phase; ` +
      "a shared cache counts as one). Idle: claims that are too few or too uneven for so many threads.",
  ],
});

const microseconds = (seconds: number): string => (seconds * 1e6).toFixed(1);
