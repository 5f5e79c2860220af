import { describe, expect, test } from "vitest";
import cases from "./fixtures/metrics.json" with { type: "json" };
import { measure } from "./measure-metric.ts";
import { TOLERANCES } from "./tolerances.ts";

/** "top_3" → top_k with k: 3, "f1_weighted" → f1 with average: weighted */
function partOf(name: string): { readonly type: string; readonly options: object } {
  const [, k] = /^top_(\d+)$/.exec(name) ?? [];
  if (k) return { type: "top_k", options: { k: Number(k) } };
  const [, bins] = /^calibration_error_(\d+)$/.exec(name) ?? [];
  if (bins) return { type: "calibration_error", options: { bins: Number(bins) } };
  const [, type] = /^(.*)_weighted$/.exec(name) ?? [];
  return type ? { type, options: { average: "weighted" } } : { type: name, options: {} };
}

describe.each(cases)("$labels.length examples, $outputs.0.length classes", ({ outputs, labels, expected }) => {
  test.each(Object.entries(expected))(
    `%s is scikit-learn's %d within ${TOLERANCES.metric.toExponential()}, a calibration error within ${TOLERANCES.calibration.toExponential()}`,
    (name, value) => {
      const found = measure({ ...partOf(name), outputs, targets: labels }, 7);
      expect(Math.abs(found - value)).toBeLessThan(
        name.startsWith("calibration") ? TOLERANCES.calibration : TOLERANCES.metric,
      );
    },
  );
});
