import type { Arena } from "./arena.ts";
import { type Call, definitionOf, encodeArguments, flopsOf } from "./call.ts";
import type { Emitter } from "./emitter.ts";
import { type FusionName, fuse, fusionRules } from "./fusion.ts";
import { lower } from "./lowering.ts";
import { type Plan, type PlanOptions, plan } from "./plan.ts";
import { type Phase, schedule } from "./schedule.ts";

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
}

export interface ProgramOptions extends PlanOptions {
  /** The fusion rules to apply, in this order. Default: all. */
  readonly fusions?: readonly FusionName[];
}

const ALL_FUSIONS = Object.keys(fusionRules) as FusionName[];

/** Fuses, lowers and schedules what was emitted and plans its memory, without touching an arena. */
export function createProgram(emitter: Emitter, options: ProgramOptions = {}): Program {
  const { batch } = emitter;
  const phases = schedule(lower(fuse(emitter.operations, options.fusions ?? ALL_FUSIONS), batch), batch);
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
  return { batch, phases, plan: planned, scratch: Math.ceil(scratch / 64) * 64 + 64, flops, isLong };
}

/** What takes a slow machine some half a second. */
const LONG = { flops: 2e9, bytes: 2 ** 28 };

/** All calls in the order in which one thread alone runs them. */
export const callsOf = (phases: readonly Phase[]): Call[] =>
  phases.flatMap((phase) => phase.flatMap((chain) => chain.calls));

/** Runs the plain TypeScript reference of every call of a loaded program: slow, and the oracle of tests. */
export function runReferences({ phases, batch }: Program, arena: Arena): void {
  for (const call of callsOf(phases)) definitionOf(call).reference(arena.views, encodeArguments(call, batch));
}

/** As many as a counter of claims holds: see assembly/team.ts. */
const MOST_CLAIMS = 2 ** 24 - 1;

/**
 * Writes a program whose storages all have addresses into the arena, as assembly/team.ts reads it, and returns its address.
 *
 * @param threads that work at a time: each has a counter of its own in every chain, on a cache line of its own
 * @param kernelIndex the index of each kernel in the function table
 */
export function encodeProgram(
  program: Program,
  arena: Arena,
  threads: number,
  kernelIndex: (call: Call) => number,
): number {
  const chains = program.phases.flat();
  const counters = arena.allocate(chains.length * threads * 64);
  const descriptors = callsOf(program.phases).map((call) => encodeDescriptor(call, program.batch, arena));
  const words: number[] = [program.phases.length];
  let chain = 0;
  let call = 0;
  for (const phase of program.phases) {
    const chains: number[] = [];
    let claims = 0;
    for (const { units, grain, inner, calls } of phase) {
      claims += Math.ceil(units / grain);
      chains.push(units, grain, inner, counters + 64 * threads * chain++, calls.length);
      for (const member of calls) chains.push(kernelIndex(member), descriptors[call++] as number);
    }
    if (claims > MOST_CLAIMS)
      throw new Error(`[kernels/program] a phase has ${claims} claims, at most ${MOST_CLAIMS} fit`);
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
