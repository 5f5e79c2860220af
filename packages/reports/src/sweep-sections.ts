import type { Section, SweepReportInput } from "./contract.ts";
import { best } from "./sweep/best.ts";
import { curves } from "./sweep/curves.ts";
import { headline } from "./sweep/headline.ts";
import { importance } from "./sweep/importance.ts";
import { parallel } from "./sweep/parallel.ts";
import { provenance } from "./sweep/provenance.ts";
import { ranking } from "./sweep/ranking.ts";
import { scatter } from "./sweep/scatter.ts";
import { searched } from "./sweep/searched.ts";

/** The sections of a sweep's page, in its order. */
export const SWEEP_SECTIONS: readonly Section<SweepReportInput>[] = [
  headline,
  ranking,
  importance,
  parallel,
  scatter,
  curves,
  best,
  searched,
  provenance,
];
