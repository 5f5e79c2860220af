import type { Section } from "./section.ts";
import { steps } from "./steps.ts";

/** Every section, in the order in which they run and stand in the report. */
export const sections = { steps } as const satisfies Record<string, Section>;
