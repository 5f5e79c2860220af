import { sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { MetricDefinition } from "../contract.ts";

const BINS = 15;

const schema = {
  type: "object",
  description:
    "Expected calibration error: how far the probability of the predicted class is from the share that is right (torchmetrics.classification.MulticlassCalibrationError, norm l1).",
  examples: [{ bins: 10 }],
  additionalProperties: false,
  properties: {
    bins: {
      type: "integer",
      minimum: 1,
      maximum: 1000,
      default: BINS,
      description: "Into how many bins of equal width the probabilities are sorted.",
    },
  },
} as const;

/**
 * ECE = Σ over bins of (examples in it / examples) · |share that is right − mean probability|, bins (b/B, (b+1)/B] over the
 * softmax of the predicted class (Guo et al. 2017, "On Calibration of Modern Neural Networks", equations 2 to 5). Examples whose
 * outputs are no numbers are left out.
 */
export const calibration_error = {
  schema,
  aliases: ["ece", "expected_calibration_error", "calibration"],
  hints: { n_bins: "bins", num_bins: "bins" },
  accepts: ["class"],
  needs: "logits",
  better: "lower",
  shown: "percent",
  label: ({ bins = BINS }) => (bins === BINS ? "calibration_error" : `calibration_error_${bins}`),
  build({ bins = BINS }, output) {
    return {
      width: 3 * bins,
      emit: (emitter, { outputs, targets, rows }) =>
        emitter.emit("calibration_counts", { x: outputs, labels: targets, rows, classes: sizeOf(output), bins }),
      finish(sums) {
        let [off, examples] = [0, 0];
        for (let b = 0; b < bins; b++) {
          const [count, probability, right] = [0, 1, 2].map((i) => sums[3 * b + i] as number) as [
            number,
            number,
            number,
          ];
          off += Math.abs(right - probability);
          examples += count;
        }
        return off / examples;
      },
    };
  },
} as const satisfies MetricDefinition<Partial<FromSchema<typeof schema>>>;
