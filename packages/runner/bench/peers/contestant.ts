import type { Network } from "./network.ts";
import type { Peer } from "./peer.ts";

/** One of those that are measured against each other. */
export interface Contestant {
  /** What the tables call it; several with one name are variants, of which the fastest counts. */
  readonly name: string;
  readonly peer: Peer;
  /** What it must be told before it can run a net's step; undefined where it has no such setting. */
  request(net: { readonly file: string; readonly network: Network; readonly threads: number }): object | undefined;
}

/** What each contestant reached in each round: samples a second. */
export type Rounds = ReadonlyMap<Contestant, readonly number[]>;

/**
 * Lets the contestants run in turn, round by round, so that what changes on the machine meanwhile hits them alike. While
 * one runs the others sleep. A round before the first one warms everything up and is not counted.
 */
export async function alternate(
  contestants: readonly Contestant[],
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<Rounds> {
  const reached = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = -1; round < rounds; round++) {
    for (const contestant of contestants) {
      const { samplesPerSecond } = await contestant.peer.ask({ run: seconds });
      if (round >= 0) reached.get(contestant)?.push(samplesPerSecond as number);
    }
  }
  return reached;
}
