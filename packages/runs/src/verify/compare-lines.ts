import type { EpochRecord, StepRecord } from "@assay/training/events";
import { METRICS_FILE, type StoredRun } from "../store/read-run.ts";
import type { Difference } from "./contract.ts";
import { otherLeaves } from "./other-leaves.ts";

type Line = EpochRecord | StepRecord;

/** The lines of metrics.jsonl beside those that training again gives: epochs, evaluated or not, and recorded steps. */
export interface LineComparison {
  /** @returns in what the recorded line differs from the one that came now; times and speeds are nobody's figures */
  compare(line: Line): Difference | undefined;
  /** Once the training is over: a recorded line that never came. */
  left(): Difference | undefined;
}

/** Compares the lines of a run one by one, in whatever parts they come. */
export function compareLines({ epochs, steps }: StoredRun): LineComparison {
  const recorded = new Map<string, Line>();
  const left = new Set<Line>([...epochs, ...steps]);
  // Of two lines about the same the second one stays behind.
  for (const line of left) if (!recorded.has(keyOf(line))) recorded.set(keyOf(line), line);
  const difference = (line: Line, what: string): Difference => {
    const at = "seconds" in line ? "" : `step ${line.step}: `;
    return { where: METRICS_FILE, epoch: line.epoch, what: `${at}${what}` };
  };
  return {
    compare(line) {
      const before = recorded.get(keyOf(line));
      if (before === undefined) return difference(line, "the line is missing");
      left.delete(before);
      const [other] = otherLeaves(withoutTimes(before), withoutTimes(line));
      return other === undefined ? undefined : difference(line, other);
    },
    left() {
      for (const line of left) return difference(line, "the training has no such line");
      return undefined;
    },
  };
}

const keyOf = (line: Line): string => ("seconds" in line ? `epoch ${line.epoch}` : `step ${line.step}`);

function withoutTimes(line: Line): object {
  if (!("seconds" in line)) return line;
  const { seconds: _, samples_per_second: __, ...figures } = line;
  return figures;
}
