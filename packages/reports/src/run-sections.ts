import type { RunReportInput, Section } from "./contract.ts";
import { calibration } from "./sections/calibration.ts";
import { confusionMatrix } from "./sections/confusion-matrix.ts";
import { epochTime } from "./sections/epoch-time.ts";
import { filters } from "./sections/filters.ts";
import { learningCurves } from "./sections/learning-curves.ts";
import { learningRate } from "./sections/learning-rate.ts";
import { members } from "./sections/members.ts";
import { perClass } from "./sections/per-class.ts";
import { provenance } from "./sections/provenance.ts";
import { recipe } from "./sections/recipe.ts";
import { regression } from "./sections/regression.ts";
import { summary } from "./sections/summary.ts";
import { worstExamples } from "./sections/worst-examples.ts";

/** The sections of a run's page, in its order. */
export const RUN_SECTIONS: readonly Section<RunReportInput>[] = [
  summary,
  members,
  learningCurves,
  confusionMatrix,
  perClass,
  regression,
  worstExamples,
  calibration,
  filters,
  learningRate,
  epochTime,
  recipe,
  provenance,
];
