import { kernelNames } from "./registry.ts";

export interface WorkerData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly thread: number;
}

/** The exports of the kernels' module that are called from JavaScript. */
export interface Instance {
  execute(control: number, program: number): void;
  work(control: number, thread: number): void;
  roundsOnce(): number;
  multiplyAdds(turns: number, factor: number): number;
}

/** Index of the first kernel in the function table; the compiler owns entry 0. */
export const FIRST_KERNEL = 1;

/** Instantiates the kernels over a shared memory and enters them into the function table, in the registry's order. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Instance {
  const abort = (): never => {
    throw new Error("[kernels] the WebAssembly module aborted");
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
  const table = exports.table as WebAssembly.Table;
  table.grow(FIRST_KERNEL + kernelNames.length - table.length);
  kernelNames.forEach((name, i) => {
    table.set(FIRST_KERNEL + i, exports[name]);
  });
  return exports as unknown as Instance;
}
