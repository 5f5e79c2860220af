import { platform } from "#platform";
import { type Arena, createArena } from "./arena.ts";
import type { Call } from "./call.ts";
import { LimitError } from "./errors.ts";
import { FIRST_KERNEL, type Instance, instantiate } from "./instance.ts";
import { encodePhases, type Program } from "./program.ts";
import { createRuns, type Run } from "./program-run.ts";
import { kernelNames } from "./registry.ts";
import { isRevectorized } from "./revectorize.ts";
import { startThreads } from "./start-threads.ts";

/** `fused`: multiply-add with one rounding; `strict`: with two. Each is deterministic; they differ in the last bits. */
export type Numerics = "fused" | "strict";

export interface EngineOptions {
  /** Threads of the team, the calling one included. Default: the cores available. */
  readonly threads?: number;
  /** How many of them work at a time, in turns. Default: as many as there are cores, as more would wait for each other. */
  readonly active?: number;
  /** Default: fused where the machine's multiply-add rounds once, else strict. */
  readonly numerics?: Numerics | undefined;
}

/** An arena with a team of threads that runs programs over it. */
export interface Engine {
  readonly arena: Arena;
  readonly threads: number;
  /** Threads that work at a time. */
  readonly active: number;
  readonly numerics: Numerics;
  /** Whether it was made for merged pairs of vectors: see revectorize.ts. */
  readonly wide: boolean;
  /** Resolves when the team can be waited for. In a page `load` comes after it; in Node it need not. */
  readonly started: Promise<unknown>;
  /** Places the programs' transient storages, which all share one region, and returns what runs each of them. */
  load<Programs extends readonly Program[]>(...programs: Programs): { [K in keyof Programs]: Run };
  /** Runs `turns` turns of independent multiply-adds, and nothing else, on the calling thread: see speed-limit.ts. */
  multiplyAdds(turns: number): void;
  /** Ends the team. The arena stays readable; nothing runs any more. */
  close(): Promise<void>;
  /** The same in the middle of a run, whose results are then unfinished. */
  abandon(): Promise<void>;
}

/** Control block of assembly/team.ts: byte offsets of its words. */
const CONTROL = {
  team: 0,
  active: 8,
  spins: 12,
  scratch: 16,
  scratchBytes: 20,
  stop: 24,
  ready: 28,
  workers: 256,
};

/** Bytes of a worker's line behind the control block's words. */
const WORKER_BYTES = 64;

/** Turns of a waiting loop before a thread goes to sleep: some 20 µs, longer than a step waits between two phases. */
const SPINS = 20_000;

/** Milliseconds in which a worker must have started. */
const PATIENCE = 20_000;

const kernelIndex = (call: Call): number => FIRST_KERNEL + kernelNames.indexOf(call.kernel);

const modules = new Map<Numerics, WebAssembly.Module>();

/** The compiled kernels, read once a process. @throws if they are not built */
function compileModule(numerics: Numerics): WebAssembly.Module {
  const known = modules.get(numerics);
  if (known) return known;
  const module = new WebAssembly.Module(platform.readKernels(numerics));
  modules.set(numerics, module);
  return module;
}

/** The kernels of the numerics asked for; fused falls back to strict where the engine or the machine does not fuse. */
function selectModule(
  wanted: Numerics | undefined,
  arena: Arena,
  wide: boolean,
  late?: () => boolean,
): { module: WebAssembly.Module; instance: Instance; numerics: Numerics } {
  if (wanted !== "strict") {
    try {
      const module = compileModule("fused");
      const instance = instantiate(module, arena.memory, wide, late);
      if (instance.roundsOnce() === 1) return { module, instance, numerics: "fused" };
    } catch (error) {
      if (!(error instanceof WebAssembly.CompileError)) throw error; // a CompileError: an engine without relaxed SIMD
    }
  }
  const module = compileModule("strict");
  return { module, instance: instantiate(module, arena.memory, wide, late), numerics: "strict" };
}

let fuses: Numerics | undefined;

/** The numerics that an engine asked for `wanted` will have on this machine. */
export function availableNumerics(wanted?: Numerics): Numerics {
  if (wanted === "strict") return wanted;
  fuses ??= selectModule(wanted, createArena(), false).numerics;
  return fuses;
}

/** Starts a team over a new arena. */
export function createEngine(options: EngineOptions = {}): Engine {
  const threads = options.threads ?? platform.cores();
  if (!Number.isInteger(threads) || threads < 1) {
    throw new Error(`[kernels/engine] threads must be a whole number of at least 1, got ${threads}`);
  }
  const arena = createArena();
  let isSliceOver = (): boolean => false;
  const wide = isRevectorized();
  const { module, instance, numerics } = selectModule(options.numerics, arena, wide, () => isSliceOver());
  const cores = platform.cores();
  const active = Math.min(threads, options.active ?? cores);
  if (!Number.isInteger(active) || active < 1) {
    const hint = "leave it out for the number of cores";
    throw new Error(`[kernels/engine] active must be a whole number of at least 1, got ${active}; ${hint}`);
  }
  const control = arena.allocate(CONTROL.workers + WORKER_BYTES * threads);
  const word = (offset: number): number => (control + offset) / 4;
  arena.views.i32[word(CONTROL.team)] = threads;
  arena.views.i32[word(CONTROL.active)] = active;
  // With more threads than cores a thread that spins only keeps another from its work.
  arena.views.i32[word(CONTROL.spins)] = active <= cores ? SPINS : 0;

  const workers = startThreads(
    Array.from({ length: threads - 1 }, (_, i) => ({ module, memory: arena.memory, control, thread: i + 1, wide })),
  );

  let closed: Promise<void> | undefined;
  async function stop(): Promise<void> {
    const { i32 } = arena.views;
    const ended = workers.map((worker) => worker.ended());
    Atomics.store(i32, word(CONTROL.stop), 1);
    for (let i = 0; i < workers.length; i++) {
      Atomics.add(i32, word(CONTROL.workers + WORKER_BYTES * i), 1);
      Atomics.notify(i32, word(CONTROL.workers + WORKER_BYTES * i));
    }
    // A worker that is stuck, behind a call that failed in another thread, is ended.
    const timer = setTimeout(() => {
      for (const worker of workers) worker.terminate();
    }, 2000);
    await Promise.all(ended);
    clearTimeout(timer);
  }

  /** Waits until every worker has joined: a team that is smaller than was asked for is said, not made up for in silence. */
  function awaitWorkers(): void {
    const { i32 } = arena.views;
    const deadline = performance.now() + PATIENCE;
    for (let ready = 0; ready < threads - 1; ready = Atomics.load(i32, word(CONTROL.ready))) {
      Atomics.wait(i32, word(CONTROL.ready), ready, Math.max(deadline - performance.now(), 0));
      if (performance.now() > deadline) {
        const rule = `${threads - 1 - ready} of ${threads} threads did not start within ${PATIENCE / 1000} s`;
        throw new LimitError("kernels/engine", rule, "use fewer threads");
      }
    }
  }

  const runOf = createRuns(instance, control, {
    isClosed: () => closed !== undefined,
    onSlice(isLate) {
      isSliceOver = isLate;
    },
  });

  let scratchBytes = 0;
  function reserveScratch(bytes: number): void {
    if (bytes <= scratchBytes) return;
    scratchBytes = bytes;
    const address = arena.allocate(bytes * threads);
    arena.views.i32[word(CONTROL.scratch)] = address;
    arena.views.i32[word(CONTROL.scratchBytes)] = bytes;
  }

  return {
    arena,
    threads,
    active,
    numerics,
    wide,
    started: Promise.all(workers.map((worker) => worker.started)),
    load<Programs extends readonly Program[]>(...programs: Programs) {
      awaitWorkers();
      reserveScratch(Math.max(...programs.map(({ scratch }) => scratch)));
      const region = arena.allocate(Math.max(...programs.map(({ plan }) => plan.bytes)));
      return programs.map((program) => {
        for (const { storage, offset } of program.plan.placements) storage.address = region + offset;
        const { phases, final, isLong } = program;
        const parts = isLong ? [phases.slice(0, final), phases.slice(final)] : [phases];
        const addresses = parts
          .filter((part) => part.length > 0)
          .map((part) => encodePhases(part, program.batch, arena, active, kernelIndex, program.threadLocal));
        return runOf(addresses, isLong && final > 0);
      }) as { [K in keyof Programs]: Run };
    },
    multiplyAdds: (turns) => void instance.multiplyAdds(turns, 0.5),
    close: () => {
      closed ??= stop();
      return closed;
    },
    abandon: () => {
      // A worker goes on with a run by itself; only its end makes the arena still.
      closed ??= (async () => {
        const ended = workers.map((worker) => worker.ended());
        for (const worker of workers) worker.terminate();
        await Promise.all(ended);
      })();
      return closed;
    },
  };
}
