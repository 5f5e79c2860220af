import { platform } from "#platform";

let merges = false;

/**
 * Lets V8 merge pairs of 128-bit vector operations into 256-bit ones (its flag --experimental-wasm-revectorize), where
 * the machine has those, and has the engines made from now on do products in tiles twice as wide, which only then are faster.
 * The flag is V8's own and experimental: self-test/compare-outputs.ts finds out whether the bits stay the same on this machine.
 * It holds for the whole process, for functions that V8 optimizes from now on.
 */
export function revectorize(): void {
  platform.revectorize();
  merges = true;
}

/** Whether engines are made for merged operations. */
export const isRevectorized = (): boolean => merges;
