import { join } from "node:path";
import type { Checkpoint, CheckpointIdentity } from "./checkpoint.ts";
import { CHECKPOINTS, readCheckpoint, START_FILE, stepNames } from "./checkpoints.ts";
import { reasonOf } from "./errors.ts";
import type { RunRecord } from "./record.ts";

/** What a run's checkpoints belong to. Records of earlier versions may not know the data. */
export type RunIdentified = Omit<CheckpointIdentity, "data"> & { readonly data: string | null };

/** A checkpoint as it was found. */
export interface FoundCheckpoint {
  /** In the folder of checkpoints. */
  readonly name: string;
  readonly checkpoint: Checkpoint;
}

/** A checkpoint that cannot be used: it is damaged, or another run's. */
export interface PassedOver {
  /** Within the run's folder. */
  readonly name: string;
  readonly reason: string;
}

/** What can be used of a run's checkpoints. */
export interface RunCheckpoints {
  /** The newest first, and the one that a fork starts from last; read one by one, when they are asked for. */
  readonly newest: Iterable<FoundCheckpoint>;
  /** One of them by its name; undefined where it is not there, or is passed over. */
  read(name: string): Checkpoint | undefined;
  /** What was passed over so far. */
  readonly passedOver: readonly PassedOver[];
}

/** The checkpoints of a run that are whole and its own; the others are passed over and noted. */
export function checkpointsFor(run: string, identity: RunIdentified): RunCheckpoints {
  const passedOver = new Map<string, string>();
  const read = (name: string): Checkpoint | undefined => {
    try {
      const checkpoint = readCheckpoint(join(run, CHECKPOINTS, name));
      const reason = checkpoint && otherThan(identity, checkpoint);
      if (reason === undefined) return checkpoint;
      passedOver.set(name, reason);
    } catch (error) {
      passedOver.set(name, `it is damaged: ${reasonOf(error)}`);
    }
    return undefined;
  };
  function* newest(): Generator<FoundCheckpoint> {
    for (const name of [...stepNames(run).reverse(), START_FILE]) {
      const checkpoint = read(name);
      if (checkpoint) yield { name, checkpoint };
    }
  }
  return {
    newest: { [Symbol.iterator]: newest },
    read,
    get passedOver() {
      return [...passedOver].map(([name, reason]) => ({ name: `${CHECKPOINTS}/${name}`, reason }));
    },
  };
}

/** What the checkpoints of a recorded run belong to. */
export const identityOf = ({ hashes, numerics, versions }: RunRecord): RunIdentified => ({
  ...{ spec: hashes.spec, data: hashes.data, numerics, version: versions.numerics },
});

/** A line for the user about a checkpoint that is not used. */
export const passedOverLine = ({ name, reason }: PassedOver): string => `${name} is passed over: ${reason}`;

const WORDS = { spec: "spec", data: "data", numerics: "numerics", version: "kernels of version" } as const;

/** Why a checkpoint is not of this run. */
function otherThan(wanted: RunIdentified, found: CheckpointIdentity): string | undefined {
  const keys = ["spec", "data", "numerics", "version"] as const;
  const other = keys.find((key) => wanted[key] !== null && found[key] !== wanted[key]);
  return other && `it is of ${WORDS[other]} ${found[other].slice(0, 16)}, the run of ${wanted[other]?.slice(0, 16)}`;
}
