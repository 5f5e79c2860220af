import { kernelNames } from "./registry.ts";

export interface WorkerData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly thread: number;
  /** Whether products do two panels at a time: see revectorize.ts. */
  readonly wide: boolean;
}

/** The exports of the kernels' module that are called from JavaScript. */
export interface Instance {
  /** Both return 0 where the slice was over first, 1 when the run is done. */
  execute(control: number, program: number, sliced: number): number;
  proceed(control: number, sliced: number): number;
  work(control: number, thread: number): void;
  setWide(wide: number): void;
  roundsOnce(): number;
  multiplyAdds(turns: number, factor: number): number;
  erf(x: number): number;
}

/** Index of the first kernel in the function table; the compiler owns entry 0. */
export const FIRST_KERNEL = 1;

/**
 * Instantiates the kernels over a shared memory and enters them into the function table, in the registry's order.
 * @param wide whether products do two panels at a time
 * @param late asked by the main thread after each piece of work of a program that is run in slices
 */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  wide: boolean,
  late = (): boolean => false,
): Instance {
  const abort = (): never => {
    throw new Error("[kernels] the WebAssembly module aborted");
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort, late } });
  const table = exports.table as WebAssembly.Table;
  table.grow(FIRST_KERNEL + kernelNames.length - table.length);
  kernelNames.forEach((name, i) => {
    table.set(FIRST_KERNEL + i, exports[name]);
  });
  const instance = exports as unknown as Instance;
  instance.setWide(Number(wide));
  return instance;
}
