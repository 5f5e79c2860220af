import type { Arena } from "./arena.ts";
import { type Call, definitionOf, encodeArguments, flopsOf } from "./call.ts";
import type { Emitter } from "./emitter.ts";
import { type FusionName, fuse, fusionRules } from "./fusion.ts";
import { lower } from "./lowering.ts";
import { type Plan, type PlanOptions, plan } from "./plan.ts";
import { type Phase, schedule, writesTo } from "./schedule.ts";
import type { Storage } from "./tensor.ts";

/** Bytes at the start of each thread's workspace that are no kernel's: `spill` in assembly/common.ts. */
const SPILL = 128;

/** A flat list of kernel calls over the arena, in phases. Plain data: what varies from step to step lives in arena scalars. */
export interface Program {
  readonly batch: number;
  readonly phases: readonly Phase[];
  /** Where the transient storages lie; their addresses are set. */
  readonly plan: Plan;
  /** Bytes of workspace each thread needs. */
  readonly scratch: number;
  /** Floating-point operations of one run that the kernels account for. */
  readonly flops: number;
  /** Whether a run may take so long that it must be possible to leave it in between. */
  readonly isLong: boolean;
  /** The first phase that writes one of `ProgramOptions.final`; there are as many phases before it as its number says. */
  readonly final: number;
}

export interface ProgramOptions extends PlanOptions {
  /** The fusion rules to apply, in this order. Default: all. */
  readonly fusions?: readonly FusionName[];
  /**
   * Storages that nothing is written to before all that was emitted earlier is done: a run that is left before has not
   * changed them. Default: none.
   */
  readonly final?: ReadonlySet<Storage>;
}

const ALL_FUSIONS = Object.keys(fusionRules) as FusionName[];

/** Fuses, lowers and schedules what was emitted and plans its memory, without touching an arena. */
export function createProgram(emitter: Emitter, options: ProgramOptions = {}): Program {
  const { batch } = emitter;
  const { fusions = ALL_FUSIONS, final = new Set() } = options;
  const phases = schedule(lower(fuse(emitter.operations, fusions), batch), batch, final);
  let scratch = 64;
  let flops = 0;
  for (const call of callsOf(phases)) {
    const definition = definitionOf(call);
    const args = encodeArguments(call, batch, false);
    scratch = Math.max(scratch, definition.scratch?.(args) ?? 0);
    flops += flopsOf(call, batch);
  }
  const planned = plan(phases, options);
  const isLong = flops > LONG.flops || planned.bytes > LONG.bytes;
  const firstFinal = phases.findIndex((phase) =>
    phase.some(({ calls }) => calls.some((call) => writesTo(call, final))),
  );
  return {
    ...{ batch, phases, plan: planned, scratch: SPILL + Math.ceil(scratch / 64) * 64 + 64, flops, isLong },
    final: firstFinal < 0 ? phases.length : firstFinal,
  };
}

/** What takes a slow machine some half a second. */
const LONG = { flops: 2e9, bytes: 2 ** 28 };

/** All calls in the order in which one thread alone runs them. */
export const callsOf = (phases: readonly Phase[]): Call[] =>
  phases.flatMap((phase) => phase.flatMap((chain) => chain.calls));

/** Some calls of a loaded program as one of their own, over the same memory. */
export function programOf(program: Program, calls: readonly Call[]): Program {
  const phases = program.phases
    .map((phase) =>
      phase
        .map((chain) => ({ ...chain, calls: chain.calls.filter((call) => calls.includes(call)) }))
        .filter((chain) => chain.calls.length > 0),
    )
    .filter((phase) => phase.length > 0);
  return { ...program, phases, plan: { placements: [], bytes: 0 }, final: phases.length };
}

/** Runs the plain TypeScript reference of every call of a loaded program: slow, and the oracle of tests. */
export function runReferences({ phases, batch }: Program, arena: Arena): void {
  for (const call of callsOf(phases)) definitionOf(call).reference(arena.views, encodeArguments(call, batch));
}

/**
 * Writes phases whose storages all have addresses into the arena, as assembly/team.ts reads them, and returns their address.
 *
 * @param threads that work at a time: each has a counter of its own in every chain, on a cache line of its own
 * @param kernelIndex the index of each kernel in the function table
 */
export function encodePhases(
  phases: readonly Phase[],
  batch: number,
  arena: Arena,
  threads: number,
  kernelIndex: (call: Call) => number,
): number {
  const chains = phases.flat();
  const counters = arena.allocate(chains.length * threads * 64);
  const descriptors = callsOf(phases).map((call) => encodeDescriptor(call, batch, arena));
  const words: number[] = [phases.length];
  let chain = 0;
  let call = 0;
  for (const phase of phases) {
    const chains: number[] = [];
    let claims = 0;
    for (const { units, grain, inner, calls } of phase) {
      claims += Math.ceil(units / grain);
      chains.push(units, grain, inner, counters + 64 * threads * chain++, calls.length);
      for (const member of calls) chains.push(kernelIndex(member), descriptors[call++] as number);
    }
    words.push(phase.length, claims, 4 * chains.length, ...chains);
  }
  const address = arena.allocate(words.length * 4);
  arena.views.i32.set(words, address / 4);
  return address;
}

function encodeDescriptor(call: Call, batch: number, arena: Arena): number {
  const fields = Object.entries(definitionOf(call).fields);
  const values = encodeArguments(call, batch) as Readonly<Record<string, number>>;
  const address = arena.allocate(fields.length * 4);
  const { f32, i32 } = arena.views;
  fields.forEach(([field, role], i) => {
    if (role === "f32") f32[address / 4 + i] = values[field] as number;
    else i32[address / 4 + i] = values[field] as number;
  });
  return address;
}
