import { platform } from "#platform";

/**
 * Lets V8 merge pairs of 128-bit vector operations into 256-bit ones (its flag --experimental-wasm-revectorize), where
 * the machine has those: the same bits in less time. The flag is V8's own and experimental, so it is never set unasked. It holds for the whole process, for kernels that are compiled from now on:
 * call it before the first engine is made.
 */
export function revectorize(): void {
  platform.revectorize();
}
