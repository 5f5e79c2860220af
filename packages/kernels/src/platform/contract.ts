import type { WorkerData } from "../instance.ts";

/** A thread of the team, other than the calling one. */
export interface TeamThread {
  /** Resolves when the thread goes on by itself, also while the calling one is blocked. */
  readonly started: Promise<unknown>;
  /** Resolves when the thread has ended; from this call on it keeps the process alive. */
  ended(): Promise<unknown>;
  /** Ends a thread that is stuck. */
  terminate(): void;
}

/** A limit on a process, and how much of it is taken. */
export interface ProcessLimit {
  readonly limit: number;
  readonly used: number;
}

/**
 * What the engine takes from where it runs. Nothing of it decides a bit of a result. `#platform` is Node's, and that of a
 * page where a bundler sets the condition `browser`: see `imports` in package.json.
 */
export interface Platform {
  /** The bytes of a build of the kernels. @throws if they are not built */
  readKernels(build: "fused" | "strict"): Uint8Array<ArrayBuffer>;
  /** Threads that can run at a time. */
  cores(): number;
  /** Starts a thread that joins the team. */
  startThread(data: WorkerData): TeamThread;
  /** Bytes of address space; undefined where there is no limit, or no way to know. */
  addressSpace(): ProcessLimit | undefined;
  /** Open files; undefined likewise. */
  openFiles(): ProcessLimit | undefined;
  /** Lets V8 merge pairs of vector operations: see revectorize.ts. @throws InputError where flags cannot be set */
  revectorize(): void;
}
