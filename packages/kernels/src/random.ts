import seedrandom from "seedrandom";

/**
 * A stream of uniform draws in [0, 1), 32 bits each, keyed by `${seed}/${purpose}`. Streams of different purposes are
 * independent: a change of the optimizer changes neither the initial weights nor the batch order.
 */
export function stream(seed: number, purpose: string): () => number {
  const generator = seedrandom(`${seed}/${purpose}`);
  return () => generator.quick();
}

/** Two 32-bit words from the stream `${seed}/${purpose}`: the key of a counter-based generator inside the kernels. */
export function streamKey(seed: number, purpose: string): readonly [number, number] {
  const generator = seedrandom(`${seed}/${purpose}`);
  return [generator.int32(), generator.int32()];
}
