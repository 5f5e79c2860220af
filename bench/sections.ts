import { accuracy } from "./accuracy.ts";
import { checkpoints } from "./checkpoints.ts";
import { classics } from "./classics.ts";
import { evaluation } from "./evaluation.ts";
import { examples } from "./examples.ts";
import { kernels } from "./kernels.ts";
import { layers } from "./layers.ts";
import { loading } from "./loading.ts";
import { memory } from "./memory.ts";
import { queue } from "./queue.ts";
import { roofline } from "./roofline.ts";
import { scaling } from "./scaling.ts";
import { search } from "./search.ts";
import type { Section } from "./section.ts";
import { startup } from "./startup.ts";
import { steps } from "./steps.ts";
import { sweep } from "./sweep.ts";
import { threads } from "./threads.ts";

/** Every section, in the order in which they run and stand in the report. */
export const sections = {
  steps,
  kernels,
  layers,
  accuracy,
  evaluation,
  startup,
  memory,
  checkpoints,
  sweep,
  queue,
  scaling,
  roofline,
  threads,
  classics,
  examples,
  loading,
  search,
} as const satisfies Record<string, Section>;
