import type { Arena } from "./arena.ts";
import { accessesOf, type Call, definitionOf, encodeArguments, flopsOf, unplaced } from "./call.ts";
import type { Emitter } from "./emitter.ts";
import { type FusionName, fuse, fusionRules } from "./fusion.ts";
import { usesOf } from "./kernel.ts";
import { lower } from "./lowering.ts";
import { align, type Plan, type PlanOptions, plan } from "./plan.ts";
import { type Phase, schedule, writesTo } from "./schedule.ts";
import { addressOf, type Storage, type Tensor } from "./tensor.ts";
import { threadLocals } from "./thread-local.ts";
import { WORKSPACE } from "./workspace.ts";

/** A flat list of kernel calls over the arena, in phases. Plain data: what varies from step to step lives in arena scalars. */
export interface Program {
  readonly batch: number;
  readonly phases: readonly Phase[];
  /** Where the transient storages lie; their addresses are set. */
  readonly plan: Plan;
  /** Those that lie in each thread's workspace instead, with their offset in it: see thread-local.ts. */
  readonly threadLocal: ReadonlyMap<Storage, number>;
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
  /** See `threadLocals`. */
  readonly leastPieces?: number;
}

const ALL_FUSIONS = Object.keys(fusionRules) as FusionName[];

/** Fuses, lowers and schedules what was emitted and plans its memory, without touching an arena. */
export function createProgram(emitter: Emitter, options: ProgramOptions = {}): Program {
  return compileCalls(kernelCalls(emitter, options.fusions), emitter.batch, options);
}

/** The kernel calls of what was emitted, fused and lowered. */
export const kernelCalls = ({ operations, batch }: Emitter, fusions: readonly FusionName[] = ALL_FUSIONS): Call[] =>
  lower(fuse(operations, fusions), batch);

/** The same for kernel calls, in the order in which one thread alone would run them. */
export function compileCalls(
  calls: readonly Call[],
  batch: number,
  options: Omit<ProgramOptions, "fusions"> = {},
): Program {
  const { final = new Set() } = options;
  const phases = schedule(calls, batch, final);
  let scratch = 64;
  let flops = 0;
  for (const call of callsOf(phases)) {
    const definition = definitionOf(call);
    const args = encodeArguments(call, batch, unplaced);
    scratch = Math.max(scratch, definition.scratch?.(args) ?? 0);
    flops += flopsOf(call, batch);
  }
  const { persistent, reuse = true, leastPieces } = options;
  const isTransient = (storage: Storage): boolean => reuse && storage.address < 0 && !persistent?.has(storage);
  const locals = threadLocals(phases, batch, isTransient, leastPieces);
  const begin = WORKSPACE.scratch + align(scratch) + 64;
  const threadLocal = new Map([...locals.offsets].map(([storage, offset]) => [storage, begin + offset]));
  const planned = plan(phases, { ...options, threadLocal });
  // What is moved counts, wherever it lies.
  const isLong = flops > LONG.flops || planned.bytes + locals.wholeBytes > LONG.bytes;
  const firstFinal = phases.findIndex((phase) =>
    phase.some(({ calls }) => calls.some((call) => writesTo(call, final))),
  );
  return {
    ...{ batch, phases, plan: planned, threadLocal, scratch: begin + locals.bytes, flops, isLong },
    final: firstFinal < 0 ? phases.length : firstFinal,
  };
}

/** What takes a slow machine some half a second. */
const LONG = { flops: 2e9, bytes: 2 ** 28 };

/** All calls in the order in which one thread alone runs them. */
export const callsOf = (phases: readonly Phase[]): Call[] =>
  phases.flatMap((phase) => phase.flatMap((chain) => chain.calls));

/**
 * Some calls of a loaded program as one of their own, over the same memory.
 * @throws if they read a storage that lies in each thread's workspace, and what writes it is not among them
 */
export function programOf(program: Program, calls: readonly Call[]): Program {
  const accesses = calls.flatMap(accessesOf);
  const written = new Set(accesses.flatMap(({ tensor, writes }) => (writes ? [tensor.storage] : [])));
  const missing = accesses.find(({ tensor: { storage } }) => program.threadLocal.has(storage) && !written.has(storage));
  if (missing) throw new Error(`[kernels/program] what writes "${missing.tensor.storage.label}" must be there, too`);
  const phases = program.phases
    .map((phase) =>
      phase
        .map((chain) => ({ ...chain, calls: chain.calls.filter((call) => calls.includes(call)) }))
        .filter((chain) => chain.calls.length > 0),
    )
    .filter((phase) => phase.length > 0);
  return { ...program, phases, plan: { placements: [], bytes: 0 }, final: phases.length };
}

/** Runs the plain TypeScript reference of every call of a loaded program without reuse: slow, and the oracle of tests. */
export function runReferences({ phases, batch }: Program, arena: Arena): void {
  for (const call of callsOf(phases)) definitionOf(call).reference(arena.views, encodeArguments(call, batch));
}

/**
 * Writes phases into the arena, as assembly/team.ts reads them, and returns their address. Each storage has an address, or lies in
 * each thread's workspace.
 *
 * @param threads that work at a time: each has a counter of its own in every chain, on a cache line of its own
 * @param kernelIndex the index of each kernel in the function table
 * @param threadLocal storages that lie in each thread's workspace, with their offset in it
 */
export function encodePhases(
  phases: readonly Phase[],
  batch: number,
  arena: Arena,
  threads: number,
  kernelIndex: (call: Call) => number,
  threadLocal: ReadonlyMap<Storage, number> = new Map(),
): number {
  const chains = phases.flat();
  const counters = arena.allocate(chains.length * threads * 64);
  const descriptors = callsOf(phases).map((call) => encodeDescriptor(call, batch, arena, threadLocal));
  const words: number[] = [phases.length];
  let chain = 0;
  let call = 0;
  for (const phase of phases) {
    const chains: number[] = [];
    let claims = 0;
    for (const { units, grain, inner, calls } of phase) {
      claims += Math.ceil(units / grain);
      chains.push(units, grain, inner, counters + 64 * threads * chain++, calls.length);
      for (const member of calls) {
        const { address, locals } = descriptors[call++] as Descriptor;
        chains.push(kernelIndex(member), address, locals);
      }
    }
    words.push(phase.length, claims, 4 * chains.length, ...chains);
  }
  const address = arena.allocate(words.length * 4);
  arena.views.i32.set(words, address / 4);
  return address;
}

/** Where a call's arguments lie, and the list of those that are in each thread's workspace: 0 where there are none. */
interface Descriptor {
  readonly address: number;
  readonly locals: number;
}

function encodeDescriptor(
  call: Call,
  batch: number,
  arena: Arena,
  threadLocal: ReadonlyMap<Storage, number>,
): Descriptor {
  const fields = Object.entries(definitionOf(call).fields);
  // What is thread-local has an address once the samples are known.
  const at = (tensor: Tensor): number => (threadLocal.has(tensor.storage) ? unplaced() : addressOf(tensor));
  const values = encodeArguments(call, batch, at) as Readonly<Record<string, number>>;
  const address = arena.allocate(fields.length * 4);
  const { f32, i32 } = arena.views;
  const locals: number[] = [];
  fields.forEach(([field, role], i) => {
    if (role === "f32") f32[address / 4 + i] = values[field] as number;
    else i32[address / 4 + i] = values[field] as number;
    const tensor = usesOf(role) && (call.args[field] as Tensor | undefined);
    if (!tensor) return;
    const offset = threadLocal.get(tensor.storage);
    if (offset !== undefined) locals.push(4 * i, offset + tensor.offset, tensor.storage.bytes / batch);
  });
  if (locals.length === 0) return { address, locals: 0 };
  if (fields.length * 4 > WORKSPACE.scratch - WORKSPACE.ownArguments)
    throw new Error(`[kernels/${call.kernel}] has more fields than a thread can copy`);
  const words = [fields.length * 4, locals.length / 3, ...locals];
  const list = arena.allocate(words.length * 4);
  arena.views.i32.set(words, list / 4);
  return { address, locals: list };
}
