import { sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { MetricDefinition } from "../contract.ts";

const options = {
  type: "object",
  additionalProperties: false,
  properties: {
    average: {
      enum: ["macro", "weighted"],
      default: "macro",
      description: "One number of all classes: macro, each class counts the same; weighted, by its examples.",
    },
  },
} as const;

/** What became of one class: of its examples `hits` were found, and it was predicted `predictions` times. */
interface Counts {
  readonly hits: number;
  readonly predictions: number;
  readonly examples: number;
}

/** The counts of each class, from the sums of the kernel class_counts. */
const countsOf = (sums: ArrayLike<number>): Counts[] =>
  Array.from({ length: sums.length / 3 }, (_, c) => ({
    hits: sums[3 * c] as number,
    predictions: sums[3 * c + 1] as number,
    examples: sums[3 * c + 2] as number,
  }));

/**
 * A metric of each class, and its mean over those classes that occur among targets or predictions, as scikit-learn's.
 *
 * @param name its `type`
 * @param description of its schema
 * @param of what a class's counts amount to; 0 / 0 is 0, as with zero_division=0
 */
export const byClass = (name: string, description: string, of: (counts: Counts) => readonly [number, number]) =>
  ({
    schema: { ...options, description },
    accepts: ["class"],
    better: "higher",
    shown: "percent",
    label: ({ average = "macro" }) => (average === "macro" ? name : `${name}_${average}`),
    build({ average = "macro" }, output) {
      const classes = sizeOf(output);
      const value = (counts: Counts): number => {
        const [part, whole] = of(counts);
        return whole === 0 ? 0 : part / whole;
      };
      return {
        width: 3 * classes,
        emit: (emitter, { outputs, targets, rows }) =>
          emitter.emit("class_counts", { x: outputs, labels: targets, rows, classes }),
        finish(sums) {
          let [total, weights] = [0, 0];
          for (const counts of countsOf(sums)) {
            if (counts.examples + counts.predictions === 0) continue;
            const weight = average === "macro" ? 1 : counts.examples;
            total += weight * value(counts);
            weights += weight;
          }
          return weights === 0 ? 0 : total / weights;
        },
        perClass: (sums) => countsOf(sums).map(value),
      };
    },
  }) as const satisfies MetricDefinition<Partial<FromSchema<typeof options>>>;
