import type { Network } from "./network.ts";
import type { Peer } from "./peer.ts";

/** A net's step as every contestant is asked for it. */
export interface Task {
  readonly file: string;
  readonly network: Network;
  readonly threads: number;
}

/** One of those that are measured against each other. */
export interface Contestant {
  /** What the tables call it; several with one name are variants, of which the fastest counts. */
  readonly name: string;
  /** What it must be told before it can run a net's step; undefined where it has no such setting. */
  request(task: Task): object | undefined;
  /**
   * Starts its process, for one net alone: what a net before has left in a process's heap makes PyTorch up to twice as
   * fast, or as slow, and a training script of one's own is a new process, too.
   */
  open(): Promise<Peer>;
}

/** A contestant whose process has the net's step ready. */
export interface Ready {
  readonly name: string;
  readonly peer: Peer;
}

/** What each contestant reached in each round: samples a second. */
export type Rounds = ReadonlyMap<Ready, readonly number[]>;

/**
 * Lets the contestants run in turn, round by round, so that what changes on the machine meanwhile hits them alike. While
 * one runs the others sleep. A round before the first one warms everything up and is not counted.
 */
export async function alternate(
  contestants: readonly Ready[],
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<Rounds> {
  const reached = new Map<Ready, number[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = -1; round < rounds; round++) {
    for (const contestant of contestants) {
      const { samplesPerSecond } = await contestant.peer.ask({ run: seconds });
      if (round >= 0) reached.get(contestant)?.push(samplesPerSecond as number);
    }
  }
  return reached;
}
